import { defined } from "@seaworthy/core/defined";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Profile } from "../judge.ts";
import { idsNear } from "../rules/find-rule.ts";
import type { Environment, Rule, Severity } from "../rules/rule.ts";
import type { ProfileFile, SeverityByEnvironment } from "./profile.ts";

/**
 * A profile's effective settings for each rule in one environment: its rank's severity, overridden
 * by its area's, overridden by its own. Throws PROFILE_INVALID for unknown rules and for settings
 * that a rule does not accept.
 */
export function resolveProfile(
  file: ProfileFile,
  rules: readonly Rule[],
  environment: Environment,
): Profile {
  const mistakes = [...unknownRules(file, rules), ...wrongSettings(file, rules)];
  if (mistakes.length > 0)
    throw new SeaworthyError(
      "PROFILE_INVALID",
      `The profile is invalid:\n${mistakes.map((one) => `  ${one}`).join("\n")}`,
    );
  return {
    rules: Object.fromEntries(rules.map((rule) => [rule.id, entryOf(rule, file, environment)])),
  };
}

function entryOf(
  rule: Rule,
  file: ProfileFile,
  environment: Environment,
): Profile["rules"][string] {
  const { severity, settings } = ownEntry(file, rule);
  const chosen =
    severityIn(severity, environment) ??
    (rule.severity[environment] === "off" ? undefined : groupSeverity(rule, file, environment));
  return {
    ...defined({ severity: chosen, settings }),
  };
}

/**
 * A rule that does not apply to an environment ("staging is smaller than production") is enabled
 * there only by its own id.
 */
const groupSeverity = (
  { area, rank }: Rule,
  { areas, ranks }: ProfileFile,
  environment: Environment,
): Severity | undefined =>
  severityIn(areas?.[area], environment) ?? severityIn(ranks?.[rank], environment);

function severityIn(
  given: SeverityByEnvironment | undefined,
  environment: Environment,
): Severity | undefined {
  return typeof given === "string" ? given : given?.[environment];
}

interface OwnEntry {
  readonly severity?: SeverityByEnvironment | undefined;
  readonly settings?: Record<string, unknown> | undefined;
}

/** Under the rule's id, or a former id. */
function ownEntry(file: ProfileFile, rule: Rule): OwnEntry {
  const name = namesOf(rule).find((one) => file.rules?.[one] !== undefined);
  const entry = name === undefined ? undefined : file.rules?.[name];
  if (entry === undefined) return {};
  return typeof entry === "string" || !("severity" in entry || "settings" in entry)
    ? { severity: entry as SeverityByEnvironment }
    : entry;
}

function unknownRules(file: ProfileFile, rules: readonly Rule[]): string[] {
  const known = new Set(rules.flatMap(namesOf));
  const unknown = Object.keys(file.rules ?? {}).flatMap((id) =>
    known.has(id) ? [] : [`rules.${id}: unknown rule${nearest(id, rules)}`],
  );
  const twice = rules.flatMap((rule) => {
    const given = namesOf(rule).filter((name) => file.rules?.[name] !== undefined);
    return given.length > 1 ? [`rules.${given.join(" and ")}: these are the same rule`] : [];
  });
  return [...unknown, ...twice];
}

const namesOf = ({ id, aliases = [] }: Rule): string[] => [id, ...aliases];

function nearest(id: string, rules: readonly Rule[]): string {
  const [near] = idsNear(id, rules);
  return near === undefined ? "" : `; did you mean ${near}?`;
}

function wrongSettings(file: ProfileFile, rules: readonly Rule[]): string[] {
  return rules.flatMap((rule) => {
    const { settings } = ownEntry(file, rule);
    if (settings === undefined) return [];
    if (rule.configuration === undefined)
      return [`rules.${rule.id}.settings: the rule has no settings`];
    const { error } = rule.configuration.strict().safeParse(settings);
    return (error?.issues ?? []).map(
      ({ path, message }) =>
        `rules.${rule.id}.settings${path.map((key) => `.${String(key)}`).join("")}: ${message}`,
    );
  });
}
