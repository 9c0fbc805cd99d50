import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { everywhere, notKnown, type Rule, violation } from "../rule.ts";

export const edgeOneRulesetPerPhase: Rule = {
  id: "edge-one-ruleset-per-phase",
  area: "edge",
  title: "A zone has one ruleset for each phase",
  why: "Cloudflare keeps a single entrypoint a phase: a second ruleset is refused in the middle of an update, or replaces the first.",
  fix: "Put the rules of one phase into one Ruleset.",
  example: {
    language: "typescript",
    code: 'new Ruleset("edge-waf", { zoneId, kind: "zone", phase: "http_request_firewall_custom", rules: [...first, ...second] });',
  },
  source: "https://developers.cloudflare.com/waf/reference/phases",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["ruleset"],
  judge: (resources) => {
    const sets = ofType(resources, "ruleset");
    const unseen = sets.filter(({ props }) => isUnknown(props.phase));
    const groups = Map.groupBy(
      sets,
      ({ props }) => `${String(props.zoneId ?? props.accountId)} ${String(props.phase)}`,
    );
    const doubled = [...groups.values()].flatMap((group) => group.slice(1));
    return [
      ...unseen.map((one) => notKnown("phase", one)),
      ...doubled
        .filter((one) => !unseen.includes(one))
        .map((one) => violation(`Phase ${String(one.props.phase)} has a second ruleset.`, one)),
    ];
  },
};
