import type { RuleRequest } from "@seaworthy/rules-language/index";
import { ofType } from "../../plan/resource.ts";
import { isObject, isUnknown, objectsIn, valueAt } from "../../plan/value.ts";
import { areaOf } from "../../samples/requests.ts";
import { findAltered } from "../../samples/witness/search.ts";
import { describeRequest, type EdgeRule, rulesOfPhase } from "../helpers/edge/edge-rules.ts";
import { skippedBy } from "../helpers/edge/firewall.ts";
import { managedRulesets } from "../helpers/edge/managed-rules.ts";
import { inZone, type ServedZone, servedZones } from "../helpers/edge/served-zones.ts";
import {
  type Context,
  type Finding,
  inProduction,
  notKnown,
  type Rule,
  violation,
} from "../rule.ts";

export const edgeManagedRules: Rule = {
  id: "edge-managed-rules",
  area: "edge",
  title: "Cloudflare's managed rules run on every request",
  why: "Your own rules cover the attacks known when they were written. Cloudflare adds rules for new vulnerabilities within hours to zones that run its ruleset.",
  fix: "Declare a Ruleset in phase http_request_firewall_managed that executes the Cloudflare Managed Ruleset for every request.",
  example: {
    language: "typescript",
    code: 'new Ruleset("managed-waf", { zoneId, kind: "zone", phase: "http_request_firewall_managed", name, rules: [{ ref: "managed", action: "execute", expression: "true", enabled: true, actionParameters: { id: "efb7b8c949ac4650a09736fc376e9aee" } }] });',
  },
  source: "https://developers.cloudflare.com/waf/managed-rules/",
  severity: inProduction,
  rank: "medium",
  scope: "stack",
  subjects: ["route", "customDomain"],
  judge: (resources, { app }) =>
    servedZones(resources).flatMap((zone): Finding[] => {
      const own = inZone(resources, zone);
      const { rules, findings } = rulesOfPhase(own, "http_request_firewall_managed");
      if (findings.length > 0) return [...findings];
      const executing = rules.filter(runs);
      const unseen = executing.find(({ declared }) =>
        isUnknown(valueAt(declared, "actionParameters", "overrides")),
      );
      if (unseen !== undefined) return [notKnown("overrides", unseen.ruleset)];
      const [first] = executing;
      const weak = rules.find(executesManaged);
      if (first === undefined && weak !== undefined) {
        const said = `Rule ${weak.ref} switches a part of the managed ruleset off, or only logs it.`;
        return [violation(said, weak.ruleset, { item: weak.ref })];
      }
      if (first === undefined) {
        const about = zone.doors[0] ?? ofType(own, "ruleset")[0];
        return [violation("The zone runs no Cloudflare managed ruleset.", about)];
      }
      const request = leftOut(rules, zone, app);
      if (request === undefined) return [];
      const said = `The managed ruleset does not run on ${describeRequest(request)}.`;
      const skip = rules.find((rule) => skipsManaged(rule) && rule.matches(request));
      const { ruleset, ref } = skip ?? first;
      return [violation(said, ruleset, { item: ref })];
    }),
};

function executesManaged({ action, declared }: EdgeRule): boolean {
  const id = valueAt(declared, "actionParameters", "id");
  return action === "execute" && (isUnknown(id) || String(id) in managedRulesets);
}

/** Executed unchanged: neither disabled nor only logged. */
function runs(rule: EdgeRule): boolean {
  const overrides = valueAt(rule.declared, "actionParameters", "overrides");
  const categories = objectsIn(valueAt(overrides, "categories"));
  return (
    executesManaged(rule) &&
    [isObject(overrides) ? overrides : {}, ...categories].every(
      ({ enabled, action: instead }) => enabled !== false && instead !== "log",
    )
  );
}

/** An exception to a whole managed ruleset; one to a single rule mends a false alarm. */
function skipsManaged(rule: EdgeRule): boolean {
  if (rule.action !== "skip") return false;
  const { rest, rulesets } = skippedBy(rule);
  return rest || rulesets.some((id) => id in managedRulesets);
}

/** A request on which none of the managed rulesets runs. */
function leftOut(
  rules: readonly EdgeRule[],
  { hosts }: ServedZone,
  app: Context["app"],
): RuleRequest | undefined {
  const { samples, bases, has } = areaOf({ prefixes: ["/"], routes: app?.routes ?? [], hosts });
  const decisive = rules.filter((rule) => runs(rule) || skipsManaged(rule));
  const isOut = (request: RuleRequest) => {
    const first = decisive.find(({ matches }) => matches(request));
    return first === undefined || !runs(first);
  };
  const search = { bases, accept: (request: RuleRequest) => has(request) && isOut(request) };
  return (
    samples.find(isOut) ??
    findAltered({ ...search, expressions: decisive.filter(runs), wanted: false }) ??
    findAltered({ ...search, expressions: decisive.filter(skipsManaged), wanted: true })
  );
}
