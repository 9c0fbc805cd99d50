import { ofType } from "../../plan/resource.ts";
import { isUnknown, objectsIn } from "../../plan/value.ts";
import { deployed, notKnown, type Rule, violation } from "../rule.ts";

export const edgeRuleReferences: Rule = {
  id: "edge-rule-references",
  area: "edge",
  title: "Each rule has its own ref",
  why: "Without a ref, Cloudflare identifies rules by position: inserting a rule replaces all that follow, and their counters and analytics restart.",
  fix: "Give each rule a ref that is unique in its ruleset.",
  example: { language: "typescript", code: '{ ref: "auth", action: "block", expression }' },
  source: "https://developers.cloudflare.com/waf/rate-limiting-rules/best-practices/",
  severity: deployed,
  rank: "low",
  scope: "stack",
  subjects: ["ruleset"],
  judge: (resources) =>
    ofType(resources, "ruleset").flatMap((ruleset) => {
      const { rules } = ruleset.props;
      if (isUnknown(rules)) return [notKnown("rules", ruleset)];
      const refs = objectsIn(rules).map(({ ref }) => ref);
      if (refs.some((ref) => isUnknown(ref))) return [notKnown("ref of a rule", ruleset)];
      if (
        refs.every((ref) => typeof ref === "string" && ref !== "") &&
        new Set(refs).size === refs.length
      )
        return [];
      return [violation("A rule has no ref, or the same ref as another rule.", ruleset)];
    }),
};
