import { ofType } from "../../plan/resource.ts";
import { isUnknown, valueAt } from "../../plan/value.ts";
import { areaOf } from "../../samples/requests.ts";
import { findAltered } from "../../samples/witness/search.ts";
import { type EdgeRule, rulesOfPhase } from "../helpers/edge/edge-rules.ts";
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
      const about = executing[0]?.ruleset ?? ofType(own, "ruleset")[0] ?? zone.doors[0];
      if (executing.length === 0)
        return [violation("The zone runs no Cloudflare managed ruleset.", zone.doors[0] ?? about)];
      return leavesOut(executing, zone, app)
        ? [violation("The managed ruleset does not run on every request.", about)]
        : [];
    }),
};

/** Executed unchanged: neither disabled nor only logged. */
function runs({ action, declared }: EdgeRule): boolean {
  const [id, enabled, instead] = [["id"], ["overrides", "enabled"], ["overrides", "action"]].map(
    (path) => valueAt(declared, "actionParameters", ...path),
  );
  return (
    action === "execute" &&
    (isUnknown(id) || String(id) in managedRulesets) &&
    enabled !== false &&
    instead !== "log"
  );
}

function leavesOut(
  rules: readonly EdgeRule[],
  { hosts }: ServedZone,
  app: Context["app"],
): boolean {
  const { samples, bases, has } = areaOf({ prefixes: ["/"], routes: app?.routes ?? [], hosts });
  const isOut = (request: (typeof samples)[number]) =>
    !rules.some(({ matches }) => matches(request));
  return (
    samples.some(isOut) ||
    findAltered({
      bases,
      expressions: rules,
      wanted: false,
      accept: (request) => has(request) && isOut(request),
    }) !== undefined
  );
}
