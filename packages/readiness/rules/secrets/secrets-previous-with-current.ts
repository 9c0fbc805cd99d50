import { eachBindings } from "../helpers/checks.ts";
import { everywhere, type Rule, violation } from "../rule.ts";

export const secretsPreviousWithCurrent: Rule = {
  id: "secrets-previous-with-current",
  area: "secrets",
  title: "A previous key is bound beside its current one, as a secret",
  why: "A Worker that knows the old key alone signs with it; a previous key in plain text still opens everything.",
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
            : [violation(`${String(name)} is not a secret beside its current key.`, version)];
        }),
    ),
};
