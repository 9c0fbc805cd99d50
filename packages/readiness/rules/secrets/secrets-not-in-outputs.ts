import { ofType } from "../../plan/resource.ts";
import { secretShapeOf } from "../helpers/secret-shapes.ts";
import { everywhere, type Rule, violation } from "../rule.ts";

export const secretsNotInOutputs: Rule = {
  id: "secrets-not-in-outputs",
  area: "secrets",
  title: "No output of the stack shows a secret",
  why: "Outputs are printed at the end of each update, into the logs of whatever ran it.",
  fix: "Wrap the output in pulumi.secret, or remove it.",
  example: { language: "typescript", code: "export const jwtSecret = pulumi.secret(key);" },
  source: "https://developers.cloudflare.com/workers/configuration/secrets/",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["stack"],
  needs: ["secret-marks"],
  judge: (resources) =>
    ofType(resources, "stack").flatMap((stack) =>
      Object.entries(stack.props).flatMap(([name, value]) => {
        const shape =
          typeof value === "string" && !stack.secretPaths?.has(name)
            ? secretShapeOf(value)
            : undefined;
        return shape === undefined
          ? []
          : [violation(`Output ${name} looks like ${shape}, and is not secret.`, stack)];
      }),
    ),
};
