import type { RuleRequest } from "@seaworthy/rules-language/index";
import type { PlannedResource } from "../../plan/resource.ts";
import {
  type Attack,
  attacksOn,
  pathTraversals,
  scannerProbes,
  scriptInjections,
  sqlInjections,
} from "../../samples/attacks.ts";
import { areaOf, isServed } from "../../samples/requests.ts";
import { isPathOf, samplePath } from "../../samples/routes.ts";
import { findAltered } from "../../samples/witness/search.ts";
import { describeRequest, type EdgeRule, rulesOfPhase, stops } from "../helpers/edge/edge-rules.ts";
import { skippedBy } from "../helpers/edge/firewall.ts";
import { inZone, type ServedZone, servedZones } from "../helpers/edge/served-zones.ts";
import { type Context, everywhere, type Rule, violation } from "../rule.ts";

/** One of each kind and place. */
const attacks: readonly Attack[] = [
  ...sqlInjections.slice(0, 2),
  ...scriptInjections.slice(0, 2),
  ...pathTraversals,
  ...scannerProbes,
];

export const edgeSkipOpensNothing: Rule = {
  id: "edge-skip-opens-nothing",
  area: "edge",
  title: "No skip rule disables another rule",
  why: "A skip rule is written for one caller but often matches more: anyone who finds its header, cookie or path bypasses every rule behind it, including rate limits.",
  fix: "Remove the skip rule, or narrow it to a path that no later rule needs to block. Otherwise waive it with an owner and an expiry date.",
  example: {
    language: "typescript",
    code: '{ action: "skip", expression: \'http.request.uri.path eq "/.well-known/security.txt"\', actionParameters: { ruleset: "current" } }',
  },
  source: "https://developers.cloudflare.com/waf/custom-rules/skip/options/",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["ruleset"],
  judge: (resources, { app }) =>
    zonesOrAll(resources).flatMap((zone) => {
      const own = inZone(resources, zone);
      const { rules, findings } = rulesOfPhase(own, "http_request_firewall_custom");
      const limits = rulesOfPhase(own, "http_ratelimit").rules;
      const managed = rulesOfPhase(own, "http_request_firewall_managed").rules.filter(
        ({ action }) => action === "execute",
      );
      const opened = rules.flatMap((rule, index) => {
        if (rule.action !== "skip") return [];
        const { rest, phases } = skippedBy(rule);
        const blocking = (rest ? rules.slice(index + 1) : []).filter(stops);
        const counting = (phases.includes("http_ratelimit") ? limits : []).filter(stops);
        const checking = phases.includes("http_request_firewall_managed") ? managed : [];
        const behind = { blocking: [...blocking, ...checking], counting };
        const request =
          openedAttack(rule, behind, zone, app) ?? openedCall(rule, behind, zone, app);
        if (request === undefined) return [];
        const what = `lets ${describeRequest(request)} past a rule that stops or counts it`;
        return [violation(`Rule ${rule.ref} ${what}.`, rule.ruleset)];
      });
      return [...findings, ...opened];
    }),
};

/** Rulesets without a route are judged as if in one zone. */
function zonesOrAll(resources: readonly PlannedResource[]): readonly ServedZone[] {
  const zones = servedZones(resources);
  return zones.length > 0 ? zones : [{ doors: [], hosts: [], has: () => undefined }];
}

type App = Context["app"];

/** The rules that an exception bypasses. */
interface Behind {
  readonly blocking: readonly EdgeRule[];
  readonly counting: readonly EdgeRule[];
}

function openedAttack(
  skip: EdgeRule,
  { blocking }: Behind,
  { hosts }: ServedZone,
  app: App,
): RuleRequest | undefined {
  const paths = app?.routes.filter(({ takesInput }) => takesInput).map(samplePath) ?? [];
  const tried = attacksOn(attacks, {
    hosts: hosts.length === 0 ? ["example.com"] : hosts.slice(0, 2),
    paths: [...new Set(paths)].slice(0, 4),
  });
  for (const attack of tried) {
    const opens = (request: RuleRequest) =>
      skip.matches(request) &&
      blocking.some(({ matches }) => matches(request)) &&
      (attack.in === "path" || !isInert(skip, request, app));
    if (opens(attack.request)) return attack.request;
    const found = findAltered({
      bases: [attack.request],
      expressions: [skip],
      wanted: true,
      fixed: [attack.in, "host"],
      accept: opens,
    });
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * A request to a path where no route reads input gets a static file or nothing, whatever its query.
 * This applies to paths that the exception names exactly; below a prefix anything is possible.
 */
function isInert(skip: EdgeRule, request: RuleRequest, app: App): boolean {
  const elsewhere = [`${request.path}zz9`, `${request.path}/zz9`, `/zz9${request.path}`];
  if (elsewhere.some((path) => skip.matches({ ...request, path, rawPath: path }))) return false;
  return !app?.routes.some((route) => route.takesInput && isPathOf(route, request.path));
}

/** Calls that a rule behind the exception counts or stops. */
function openedCall(
  skip: EdgeRule,
  { blocking, counting }: Behind,
  { hosts }: ServedZone,
  app: App,
): RuleRequest | undefined {
  const meets = (rules: readonly EdgeRule[], request: RuleRequest) =>
    rules.some(({ matches }) => matches(request));
  const opens = (request: RuleRequest) =>
    (hosts.length === 0 || isServed(request.host, hosts)) &&
    skip.matches(request) &&
    (meets(counting, request) || (meets(blocking, request) && !isInert(skip, request, app)));
  const { samples, bases } = areaOf({ prefixes: ["/"], routes: app?.routes ?? [], hosts });
  const search = { bases, wanted: true, accept: opens };
  const behind = [...blocking, ...counting];
  return (
    samples.find(opens) ??
    findAltered({ ...search, expressions: behind }) ??
    findAltered({ ...search, expressions: [skip, ...behind] })
  );
}
