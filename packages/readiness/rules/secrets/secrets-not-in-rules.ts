import { readTimedHmac } from "@seaworthy/rules-language/timed-hmac";
import { ofType, type PlannedResource } from "../../plan/resource.ts";
import { isUnknown, objectsIn, type PlannedValue } from "../../plan/value.ts";
import { secretShapeOf } from "../helpers/secrets/secret-shapes.ts";
import { everywhere, notKnown, type Rule, violation } from "../rule.ts";

export const secretsNotInRules: Rule = {
  id: "secrets-not-in-rules",
  area: "secrets",
  title: "No edge rule contains a secret",
  why: "Everyone who can see the zone sees expressions and headers, and the history of each ruleset keeps them.",
  fix: "Check the secret in the Worker against a binding of type secret_text.",
  example: {
    language: "typescript",
    code: "expression: 'starts_with(lower(http.request.uri.path), \"/internal/\")'",
  },
  source: "https://developers.cloudflare.com/workers/configuration/secrets/",
  severity: everywhere,
  rank: "critical",
  scope: "resource",
  subjects: ["ruleset"],
  judge: (resources) =>
    ofType(resources, "ruleset").flatMap((ruleset) => {
      const { rules } = ruleset.props;
      if (isUnknown(rules)) return [notKnown("rules", ruleset)];
      return objectsIn(rules).flatMap((rule, index) => {
        const { ref, expression, actionParameters } = rule;
        if (isMarkedSignature(String(expression), ruleset, index)) return [];
        const texts = [...String(expression).matchAll(/"([^"]*)"/g)].map(([, text = ""]) => text);
        const shape = [...texts, ...textsIn(actionParameters)]
          .map(secretShapeOf)
          .find((found) => found !== undefined);
        return shape === undefined
          ? []
          : [
              violation(`Rule ${String(ref)} contains what looks like ${shape}.`, ruleset, {
                ...(typeof ref === "string" ? { subject: ref } : {}),
              }),
            ];
      });
    }),
};

/** The only function whose key cannot be passed in any other way; edge-load-exemption judges it. */
function isMarkedSignature(
  expression: string,
  { secretPaths }: PlannedResource,
  index: number,
): boolean {
  const paths = ["rules", `rules[${index}]`, `rules[${index}].expression`];
  // The engine shows a policy pack values without their marks; `seaworthy check` has them.
  const isMarked = secretPaths === undefined || paths.some((path) => secretPaths.has(path));
  return isMarked && readTimedHmac(expression) !== undefined;
}

function textsIn(value: PlannedValue): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
