import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { runsByItself } from "../helpers/edge/edge-rules.ts";
import { zoneKeyOf } from "../helpers/edge/served-zones.ts";
import { everywhere, type Finding, notKnown, type Rule, violation } from "../rule.ts";

export const edgeOneRulesetPerPhase: Rule = {
  id: "edge-one-ruleset-per-phase",
  area: "edge",
  title: "A zone has one ruleset per phase",
  why: "Cloudflare has one entry point per phase: a second ruleset is rejected in the middle of an update, or replaces the first.",
  fix: "Merge the rules of a phase into one Ruleset.",
  example: {
    language: "typescript",
    code: 'new Ruleset("waf", { zoneId, kind: "zone", phase: "http_request_firewall_custom", rules: [...first, ...second] });',
  },
  source: "https://developers.cloudflare.com/waf/reference/phases",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["ruleset"],
  judge: (resources) => {
    const sets = ofType(resources, "ruleset").filter(runsByItself);
    const byPhase = Map.groupBy(
      sets.filter(({ props }) => !isUnknown(props.phase)),
      ({ props }) => String(props.phase),
    );
    return [
      ...sets.filter(({ props }) => isUnknown(props.phase)).map((one) => notKnown("phase", one)),
      ...[...byPhase].flatMap(([phase, ofPhase]) => second(phase, ofPhase)),
    ];
  },
};

type Rulesets = ReturnType<typeof ofType>;

/**
 * Two zones that do not exist yet are not the same zone, unless their ids come from the same
 * resource.
 */
function second(phase: string, sets: Rulesets): Finding[] {
  const byZone = Map.groupBy(sets, (one) => zoneKeyOf(one) ?? accountOf(one));
  return [...byZone].flatMap(([zone, ofZone]) =>
    ofZone
      .slice(1)
      .map((one) =>
        zone === undefined
          ? notKnown("zoneId", one)
          : violation(`Phase ${phase} has a second ruleset.`, one),
      ),
  );
}

const accountOf = ({ props }: Rulesets[number]): string | undefined =>
  typeof props.accountId === "string" ? props.accountId : undefined;
