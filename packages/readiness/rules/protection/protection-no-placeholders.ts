import { isObject, type PlannedValue } from "../../plan/value.ts";
import { configuredTexts, isPlaceholderOwner, placeholderIn } from "../helpers/placeholders.ts";
import { deployed, type Finding, type Rule, violation } from "../rule.ts";

export const protectionNoPlaceholders: Rule = {
  id: "protection-no-placeholders",
  area: "protection",
  title: "The stack file contains no placeholders",
  why: "An all-zero ID belongs to nobody, and a hostname under example.com cannot be yours: the update fails halfway, or serves nobody.",
  fix: "Replace the value with your own.",
  example: { language: "yaml", code: "seaworthy:edge:\n  hostname: api.harbour.dev" },
  source: "https://www.rfc-editor.org/rfc/rfc2606",
  severity: deployed,
  rank: "critical",
  scope: "stack",
  subjects: ["stack", "worker", "credential", "supabaseProject"],
  needs: ["config"],
  judge: (_, { config }) => [...owners(config, ""), ...placeholders(config)],
};

function placeholders(config: PlannedValue): Finding[] {
  return configuredTexts(config).flatMap(({ key, text }) => {
    const kind = isOwner(key) ? undefined : placeholderIn(text);
    return kind === undefined ? [] : [found(key, `${key} is ${kind}: ${text.slice(0, 80)}.`)];
  });
}

const owners = (value: PlannedValue, key: string): Finding[] =>
  isObject(value)
    ? Object.entries(value).flatMap(([name, inner]) => {
        const path = key === "" ? name : `${key}.${name}`;
        return typeof inner === "string" && isOwner(path) && isPlaceholderOwner(inner)
          ? [found(path, `${path} is a placeholder: ${inner}.`)]
          : owners(inner, path);
      })
    : [];

const isOwner = (key: string): boolean => /(^|[.:])owner$/i.test(key);

const found = (key: string, message: string): Finding =>
  violation(message, undefined, { subject: key, configKey: key });
