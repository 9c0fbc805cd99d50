import type { PlannedValue } from "../../plan/value.ts";
import { secretSaidBy } from "../helpers/secrets/named-secrets.ts";
import { everywhere, type Rule, violation } from "../rule.ts";

export const secretsNotInConfig: Rule = {
  id: "secrets-not-in-config",
  area: "secrets",
  title: "The stack file contains no plain-text secrets",
  why: "The stack file is in version control, and its history keeps every value that it ever contained.",
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
    textsIn(config ?? {}, "").flatMap(({ key, text }) =>
      isSecret(key, text)
        ? [
            violation(
              `${key} in the configuration looks like a secret and is not encrypted.`,
              undefined,
              { subject: key, configKey: key },
            ),
          ]
        : [],
    ),
};

interface Configured {
  /** `seaworthy:edge.hostname`, `seaworthy:app.corsOrigins.0`. */
  readonly key: string;
  readonly text: string;
}

function textsIn(value: PlannedValue, key: string): Configured[] {
  if (typeof value === "string") return [{ key, text: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === "secure" ? [] : textsIn(inner, key === "" ? name : `${key}.${name}`),
  );
}

function isSecret(key: string, text: string): boolean {
  const name = key.split(/[.:]/).findLast((part) => !/^\d+$/.test(part)) ?? "";
  return secretSaidBy(name, text) !== undefined;
}
