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
import { areaOf } from "../../samples/requests.ts";
import { type AppRoute, isPathOf, samplePath } from "../../samples/routes.ts";
import { findAltered } from "../../samples/witness/search.ts";
import { describeRequest, type EdgeRule, rulesOfPhase, stops } from "../helpers/edge-rules.ts";
import { skippedBy } from "../helpers/firewall.ts";
import { inZone, type ServedZone, servedZones } from "../helpers/served-zones.ts";
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
  title: "No exception opens what another rule closes",
  why: "A skip rule is written for one caller and matches more: whoever finds its header, cookie or path goes past every rule behind it, rate limits included.",
  fix: "Remove the skip rule, or narrow it to a path on which no rule behind it has anything to stop; else it needs a waiver with an owner and an end.",
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
      const opened = rules.flatMap((rule, index) => {
        if (rule.action !== "skip") return [];
        const { rest, phases } = skippedBy(rule);
        const blocking = (rest ? rules.slice(index + 1) : []).filter(stops);
        const counting = (phases.includes("http_ratelimit") ? limits : []).filter(stops);
        const request =
          openedAttack(rule, blocking, zone, app) ??
          openedCall(rule, [...blocking, ...counting], zone, app);
        if (request === undefined) return [];
        const what = `lets ${describeRequest(request)} past a rule that stops or counts it`;
        return [violation(`Rule ${rule.ref} ${what}.`, rule.ruleset)];
      });
      return [...findings, ...opened];
    }),
};

/** Rulesets without a route beside them are judged as one zone's. */
function zonesOrAll(resources: readonly PlannedResource[]): readonly ServedZone[] {
  const zones = servedZones(resources);
  return zones.length > 0 ? zones : [{ doors: [], hosts: [], has: () => undefined }];
}

type App = Context["app"];

function openedAttack(
  skip: EdgeRule,
  blocking: readonly EdgeRule[],
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
      !isInert(request, { attack, skip, routes: app?.routes ?? [] });
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
 * An attack by query on a path that no route reads anything from meets a fixed file or nothing.
 * That holds for paths that the exception names exactly; below a prefix anything may be.
 */
function isInert(
  request: RuleRequest,
  { attack, skip, routes }: { attack: Attack; skip: EdgeRule; routes: readonly AppRoute[] },
): boolean {
  if (attack.in === "path") return false;
  const elsewhere = [`${request.path}zz9`, `${request.path}/zz9`, `/zz9${request.path}`];
  if (elsewhere.some((path) => skip.matches({ ...request, path, rawPath: path }))) return false;
  return !routes.some((route) => route.takesInput && isPathOf(route, request.path));
}

/** Calls that a rule behind the exception counts or stops. */
function openedCall(
  skip: EdgeRule,
  behind: readonly EdgeRule[],
  { hosts }: ServedZone,
  app: App,
): RuleRequest | undefined {
  const opens = (request: RuleRequest) =>
    skip.matches(request) && behind.some(({ matches }) => matches(request));
  const { samples, bases } = areaOf({ prefixes: ["/"], routes: app?.routes ?? [], hosts });
  const own = findAltered({ bases, expressions: behind, wanted: true, accept: opens });
  return (
    samples.find(opens) ??
    own ??
    findAltered({ bases, expressions: [skip, ...behind], wanted: true, accept: opens })
  );
}
