import { defined } from "@seaworthy/core/defined";
import { isPhase } from "@seaworthy/rules-language/index";
import { ofType, type PlannedResource } from "../../plan/resource.ts";
import {
  isUnknown,
  objectsIn,
  type PlannedObject,
  type PlannedValue,
  valueAt,
} from "../../plan/value.ts";
import { listsFor } from "../helpers/edge/account-lists.ts";
import { compiled } from "../helpers/edge/edge-rules.ts";
import { everywhere, type Finding, notKnown, type Rule, violation } from "../rule.ts";

export const edgeRulesEvaluate: Rule = {
  id: "edge-rules-evaluate",
  area: "edge",
  title: "Every expression can be parsed and evaluated",
  why: "An error in one expression stops an update halfway, with only some of the rules in place.",
  fix: "Correct the expression at the place in the message.",
  example: {
    language: "typescript",
    code: "expression: 'starts_with(lower(http.request.uri.path), \"/auth/\")'",
  },
  source: "https://developers.cloudflare.com/ruleset-engine/rules-language/expressions/",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["ruleset"],
  judge: (resources) => {
    const told = new Set<string>();
    return ofType(resources, "ruleset").flatMap((ruleset) => {
      const { phase, rules } = ruleset.props;
      if (isUnknown(phase) || isUnknown(rules)) return [notKnown("phase and rules", ruleset)];
      return objectsIn(rules).flatMap((rule, index) =>
        judgeRule(rule, { ref: String(rule.ref ?? index), ruleset, resources, told }),
      );
    });
  },
};

interface Place {
  readonly ref: string;
  readonly ruleset: PlannedResource;
  readonly resources: readonly PlannedResource[];
  /** Lists already reported as having unknown items. */
  readonly told: Set<string>;
}

function judgeRule(
  rule: PlannedObject,
  { ref, ruleset, resources, told }: Place,
): readonly Finding[] {
  const phase = String(ruleset.props.phase);
  const expressions: readonly { text: PlannedValue; response: true | undefined }[] = [
    { text: rule.expression, response: undefined },
    { text: valueAt(rule, "ratelimit", "countingExpression"), response: true },
  ];
  return expressions.flatMap(({ text, response }) => {
    if (isUnknown(text)) return [notKnown(`Rule ${ref}`, ruleset)];
    if (typeof text !== "string" || text === "") return [];
    const { lists, missing } = listsFor(text, resources);
    const matches = compiled(text, {
      lists,
      ...(isPhase(phase) ? { phase } : {}),
      ...defined({ response }),
    });
    if (typeof matches === "string")
      return [violation(`Rule ${ref} cannot be evaluated. ${matches}`, ruleset)];
    const news = missing.filter((name) => !told.has(name));
    for (const name of news) told.add(name);
    return news.map((name) => notListed(name, ruleset));
  });
}

const notListed = (name: string, resource: PlannedResource): Finding => ({
  kind: "unknown",
  message: `The items of list $${name} are not in this program; rules that use it are judged as if it were empty.`,
  resource,
});
