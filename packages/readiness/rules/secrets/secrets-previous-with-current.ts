import { eachBindings } from "../helpers/checks.ts";
import { everywhere, type Rule, violation } from "../rule.ts";

export const secretsPreviousWithCurrent: Rule = {
  id: "secrets-previous-with-current",
  area: "secrets",
  title: "A previous key is bound next to its current key, as a secret",
  why: "A Worker with only the old key signs with it, and a previous key in plain text still works.",
  fix: "Bind <NAME> and <NAME>_PREVIOUS as secret_text.",
  example: { language: "typescript", code: '...rotating("JWT_SECRET", keys.jwt)' },
  source: "https://developers.cloudflare.com/workers/configuration/secrets/",
  severity: everywhere,
  rank: "medium",
  scope: "resource",
  subjects: ["workerVersion"],
  judge: (resources) =>
    eachBindings(resources, (bindings, version) =>
      bindings
        .filter(({ name }) => String(name).endsWith("_PREVIOUS"))
        .flatMap(({ name, type }) => {
          const current = bindings.find((one) => `${String(one.name)}_PREVIOUS` === name);
          return type === "secret_text" && current?.type === "secret_text"
            ? []
            : [
                violation(
                  `${String(name)} is not a secret bound next to its current key.`,
                  version,
                ),
              ];
        }),
    ),
};
