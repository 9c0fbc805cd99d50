import type { PlannedValue } from "../../plan/value.ts";
import { secretShapeOf } from "../helpers/secret-shapes.ts";
import { everywhere, type Rule, violation } from "../rule.ts";

export const secretsNotInConfig: Rule = {
  id: "secrets-not-in-config",
  area: "secrets",
  title: "No secret stands readable in the stack file",
  why: "The stack file is in version control: what was once in it stays in its history.",
  fix: "Set it with `pulumi config set --secret`, and replace it.",
  example: {
    language: "yaml",
    code: "seaworthy:database:\n  project:\n    password:\n      secure: v1:…",
  },
  source: "https://developers.cloudflare.com/workers/configuration/secrets/",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["stack", "worker", "credential"],
  needs: ["config", "encrypted-config"],
  judge: (_, { config }) =>
    keysWithSecrets(config ?? {}, "").map((key) =>
      violation(`${key} of the configuration looks like a secret, and is not encrypted.`),
    ),
};

function keysWithSecrets(value: PlannedValue, path: string): string[] {
  if (typeof value === "string") {
    const named = /(password|token|secret|passphrase|api[-_]?key)$/i.test(path) && value !== "";
    return named || secretShapeOf(value) !== undefined ? [path] : [];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "secure" ? [] : keysWithSecrets(inner, path === "" ? key : `${path}.${key}`),
  );
}
