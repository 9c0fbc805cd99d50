import { SeaworthyError } from "@seaworthy/core/errors";
import { findRules, idsNear } from "@seaworthy/readiness/rules/find-rule";
import { environments, type Rule } from "@seaworthy/readiness/rules/rule";
import { rules } from "@seaworthy/readiness/rules/table";
import { weightOf } from "@seaworthy/readiness/score/score";
import { longestDays } from "@seaworthy/readiness/waivers/waiver";
import { z } from "zod";

/** Throws USAGE, suggesting similar rules, for an unknown id. */
export function explain(id: string | undefined): void {
  if (id === undefined) {
    process.stdout.write(
      rules.map((rule) => `${rule.id.padEnd(48)} ${rule.rank.padEnd(9)} ${rule.title}\n`).join(""),
    );
    return;
  }
  const found = findRules(id, rules);
  if (found.length === 0)
    throw new SeaworthyError("USAGE", `Unknown rule "${id}". ${suggestion(id)}`);
  process.stdout.write(found.map(explanationOf).join("\n"));
}

export function explanationOf(rule: Rule): string {
  const severities = environments
    .map((environment) => `${environment} ${rule.severity[environment]}`)
    .join(", ");
  const lines = [
    `${rule.id} (${rule.area}, ${rule.rank})`,
    ...(rule.aliases === undefined ? [] : [`Before: ${rule.aliases.join(", ")}`]),
    `${rule.title}.`,
    "",
    rule.why,
    "",
    `Fix: ${rule.fix}`,
    ...rule.example.code.split("\n").map((line) => `    ${line}`),
    "",
    `Severity: ${severities}`,
    `Weight in the score: ${weightOf(rule)}; can be waived for at most ${longestDays[rule.rank]} days`,
    ...settingLines(rule),
    `Source: ${rule.source}`,
  ];
  return `${lines.join("\n")}\n`;
}

const settingsSchema = z.object({
  properties: z
    .record(z.string(), z.object({ description: z.string().optional(), default: z.unknown() }))
    .default({}),
});

function settingLines({ configuration }: Rule): string[] {
  if (configuration === undefined) return [];
  const { properties } = settingsSchema.parse(z.toJSONSchema(configuration));
  return Object.entries(properties).map(
    ([name, { description = "", default: byDefault }]) =>
      `Setting ${name}: ${description} (default ${JSON.stringify(byDefault)})`,
  );
}

function suggestion(id: string): string {
  const near = idsNear(id, rules);
  return near.length === 0
    ? 'Type "seaworthy explain" to list them.'
    : `Did you mean ${near.join(" or ")}?`;
}
