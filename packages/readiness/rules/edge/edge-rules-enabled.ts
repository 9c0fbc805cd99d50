import { ofType } from "../../plan/resource.ts";
import { isUnknown, objectsIn } from "../../plan/value.ts";
import { inProduction, notKnown, type Rule, violation } from "../rule.ts";

export const edgeRulesEnabled: Rule = {
  id: "edge-rules-enabled",
  area: "edge",
  title: "No edge rule is disabled",
  why: "A rule that was disabled for a test stays disabled, and still looks like protection in the program.",
  fix: "Enable the rule, or remove it.",
  example: {
    language: "typescript",
    code: '{ ref: "auth", enabled: true, action: "block", expression }',
  },
  source: "https://developers.cloudflare.com/security/security-insights/",
  severity: inProduction,
  rank: "medium",
  scope: "stack",
  subjects: ["ruleset"],
  judge: (resources) =>
    ofType(resources, "ruleset").flatMap((ruleset) => {
      const { rules } = ruleset.props;
      if (isUnknown(rules)) return [notKnown("rules", ruleset)];
      return objectsIn(rules).flatMap(({ ref, enabled }) => {
        if (isUnknown(enabled)) return [notKnown(`enabled of rule ${String(ref)}`, ruleset)];
        return enabled === false ? [violation(`Rule ${String(ref)} is disabled.`, ruleset)] : [];
      });
    }),
};
