import { ofType } from "../../plan/resource.ts";
import { isUnknown, objectsIn, valueAt } from "../../plan/value.ts";
import { runsByItself } from "../helpers/edge/edge-rules.ts";
import { servedZones, zoneKeyOf } from "../helpers/edge/served-zones.ts";
import { everywhere, type Finding, notKnown, type Rule, violation } from "../rule.ts";

export const edgeRulesetsRun: Rule = {
  id: "edge-rulesets-run",
  area: "edge",
  title: "Each ruleset runs in the zone that serves traffic",
  why: "A ruleset of kind custom runs only where another rule executes it, and a ruleset of another zone never sees this stack's requests. Both look like protection in the program.",
  fix: "Give the ruleset kind zone and the zoneId of the route or custom domain; a custom ruleset needs a rule with action execute.",
  example: {
    language: "typescript",
    code: 'new Ruleset("waf", { zoneId, kind: "zone", phase: "http_request_firewall_custom", name, rules });',
  },
  source: "https://developers.cloudflare.com/ruleset-engine/about/rulesets/",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["ruleset"],
  judge: (resources) => {
    const rulesets = ofType(resources, "ruleset");
    const executing = rulesets.flatMap(({ props }) =>
      objectsIn(props.rules).filter(({ action }) => action === "execute"),
    );
    const executed = (id: unknown) =>
      executing.some((rule) => {
        const named = valueAt(rule, "actionParameters", "id");
        return isUnknown(named) || named === id;
      });
    return rulesets.flatMap((ruleset): Finding[] => {
      const { kind, id } = ruleset.props;
      if (isUnknown(kind)) return [notKnown("kind", ruleset)];
      return runsByItself(ruleset) || executed(id)
        ? strangeZone(resources, ruleset)
        : [violation(`Kind ${String(kind)}: no rule executes the ruleset.`, ruleset)];
    });
  },
};

/**
 * A zone without a route or domain of this stack may have others; if no zone is named, none is
 * wrong.
 */
function strangeZone(
  resources: Parameters<typeof servedZones>[0],
  ruleset: Parameters<typeof zoneKeyOf>[0],
): Finding[] {
  const zones = servedZones(resources);
  if (zoneKeyOf(ruleset) === undefined || zones.length === 0) return [];
  const seen = zones.some(({ has }) => has(ruleset) !== false);
  const others = ofType(resources, "ruleset").filter(
    (one) => one.props.phase === ruleset.props.phase && zones.some(({ has }) => has(one) !== false),
  );
  return seen || others.length > 0
    ? []
    : [
        violation(
          `The ruleset belongs to a zone that serves nothing here; phase ${String(ruleset.props.phase)} of the serving zone has none.`,
          ruleset,
        ),
      ];
}
