import type { types } from "@pulumi/cloudflare";
import type { EdgeException } from "@seaworthy/platform/modules/edge";
import type { Config } from "@seaworthy/stack/config/schema";
import type { EdgeOfModule } from "@seaworthy/stack/edge/modules";
import { allOf, anyOf, not, under } from "./expressions.ts";

/**
 * Requests are counted and blocked per client address and Cloudflare data center; Cloudflare
 * requires the latter.
 */
const characteristics = ["ip.src", "cf.colo.id"];

const periodSeconds = 60;

/**
 * The zone's limits by prefix, for existing and missing routes alike, plus those of modules. An
 * exception is exempt from the zone's limits and has its own.
 */
export function rateLimitRules(
  { restPerMinute, authPerMinute }: Config["edge"]["rateLimits"],
  modules: readonly EdgeOfModule[],
): types.input.RulesetRule[] {
  const exceptions = modules.flatMap(({ edge }) => edge.exceptions ?? []);
  const limited = (...prefixes: string[]) => {
    const out = exceptions.filter(({ path }) => prefixes.some((one) => isUnder(path, one)));
    const all = anyOf(...prefixes.map(under));
    return out.length === 0 ? all : allOf(all, not(anyOf(...out.map(exactly))));
  };
  return [
    limit("rest", "API calls per client address", limited("/rest", "/rpc"), restPerMinute),
    limit("auth", "Sign-in attempts per client address", limited("/auth"), authPerMinute),
    ...modules.flatMap(limitsOf),
  ];
}

function limitsOf({ module, edge }: EdgeOfModule): types.input.RulesetRule[] {
  const exceptions = (edge.exceptions ?? []).map((one) =>
    limit(`${module}-${one.name}`, `${one.path}: ${one.because}`, exactly(one), one.perMinute),
  );
  const further = (edge.rateLimits ?? []).map((one) =>
    limit(
      `${module}-${one.name}`,
      `${module}: ${one.under.join(", ")} per client address`,
      anyOf(...one.under.map(under)),
      one.perMinute,
    ),
  );
  return [...exceptions, ...further];
}

/** Matches only the exact path: variants that the origin treats as other paths stay limited. */
function exactly({ method, path }: EdgeException): string {
  return allOf(
    `http.request.method eq ${JSON.stringify(method)}`,
    `raw.http.request.uri.path eq ${JSON.stringify(path)}`,
  );
}

const isUnder = (path: string, prefix: string) => path.startsWith(`${prefix}/`);

function limit(
  ref: string,
  description: string,
  expression: string,
  requestsPerPeriod: number,
): types.input.RulesetRule {
  const counted = {
    characteristics,
    period: periodSeconds,
    requestsPerPeriod,
    mitigationTimeout: periodSeconds,
    requestsToOrigin: false,
  };
  return { ref, description, expression, enabled: true, action: "block", ratelimit: counted };
}
