import { wafRules } from "@seaworthy/infra/edge/waf";
import {
  compile,
  type Predicate,
  type RuleRequest,
  sampleRequest,
} from "@seaworthy/rules-language/index";
import { median } from "../stopwatch.ts";

const requests: readonly RuleRequest[] = [
  sampleRequest({
    path: "/rest/notes",
    query: "page=2&tag=a",
    headers: { "user-agent": "Mozilla/5.0", cookie: "sid=abc" },
  }),
  sampleRequest({
    path: "/auth/token",
    method: "POST",
    clientAddress: "203.0.113.9",
    headers: { "user-agent": "curl/8" },
  }),
  sampleRequest({
    path: "/rpc/search",
    query: "q=a%20b%2Fc&limit=20",
    country: "NO",
    headers: { "user-agent": "Mozilla/5.0" },
  }),
];

const expressions = {
  equality: 'http.host eq "example.com" and http.request.method eq "GET"',
  prefix: 'starts_with(lower(http.request.uri.path), "/auth/")',
  addresses: "ip.src in {198.51.100.0/24 203.0.113.0/28 2001:db8::/32 192.0.2.128..192.0.2.191}",
  pattern: 'http.request.uri.path matches "^/(rest|rpc)/[a-z]+$"',
  wildcard: 'http.request.full_uri wildcard "https://*.example.com/*/notes*"',
  arguments: 'any(lower(http.request.uri.args["tag"][*])[*] contains "union select")',
} as const;

/** The `prefix` expression, handwritten in TypeScript. */
const handwritten: Predicate = ({ path }) => path.toLowerCase().startsWith("/auth/");

/**
 * Fifty rules, as many as a ruleset on the Business plan: the stack's own, and numbered variants.
 */
function fifty(): Predicate[] {
  const own = wafRules().map(({ expression }) => String(expression));
  const others = Array.from({ length: 50 - own.length }, (_, index) =>
    expressions.prefix.replace("auth", `module-${index}`),
  );
  return [...own, ...others].map((expression) => compile(expression));
}

/** Evaluations per second, and the share of them that matched. */
function rate(
  predicates: readonly Predicate[],
  forMs: number,
): { readonly perSecond: number; readonly matched: number } {
  const start = performance.now();
  let [evaluated, matched] = [0, 0];
  while (performance.now() - start < forMs) {
    for (let round = 0; round < 100; round++) {
      for (const request of requests)
        for (const predicate of predicates) if (predicate(request)) matched++;
    }
    evaluated += 100 * requests.length * predicates.length;
  }
  return {
    perSecond: Math.round((evaluated / (performance.now() - start)) * 1000),
    matched: Number((matched / evaluated).toFixed(3)),
  };
}

/**
 * Evaluations per second by kind of expression, the cost of fifty rules per request, and the
 * language compared with TypeScript, alternating.
 */
export async function measure(forMs = 500, rounds = 5): Promise<Record<string, unknown>> {
  const perExpression = Object.fromEntries(
    Object.entries(expressions).map(([name, expression]) => [
      name,
      rate([compile(expression)], forMs),
    ]),
  );
  const ruleset = fifty();
  const rulesetsPerSecond = rate(ruleset, forMs).perSecond / ruleset.length;
  const compiled = compile(expressions.prefix);
  const ratios = Array.from(
    { length: rounds },
    () => rate([compiled], forMs).perSecond / rate([handwritten], forMs).perSecond,
  );
  return {
    evaluations: perExpression,
    fiftyRulesPerRequestMicroseconds: Number((1e6 / rulesetsPerSecond).toFixed(2)),
    besideHandwritten: Number(median(ratios).toFixed(3)),
  };
}
