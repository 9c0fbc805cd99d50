import { SeaworthyError } from "@seaworthy/core/errors";
import { environments, type Rule } from "@seaworthy/readiness/rules/rule";
import { rules } from "@seaworthy/readiness/rules/table";
import { weightOf } from "@seaworthy/readiness/score/score";
import { longestDays } from "@seaworthy/readiness/waivers/waiver";
import { z } from "zod";

/** Throws USAGE, with the rules that come near, when there is none of that id. */
export function explain(id: string | undefined): void {
  if (id === undefined) {
    process.stdout.write(
      rules.map((rule) => `${rule.id.padEnd(48)} ${rule.rank.padEnd(9)} ${rule.title}\n`).join(""),
    );
    return;
  }
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined)
    throw new SeaworthyError("USAGE", `There is no rule ${id}. ${suggestion(id)}`);
  process.stdout.write(explanationOf(rule));
}

export function explanationOf(rule: Rule): string {
  const severities = environments
    .map((environment) => `${environment} ${rule.severity[environment]}`)
    .join(", ");
  const lines = [
    `${rule.id} (${rule.area}, ${rule.rank})`,
    `${rule.title}.`,
    "",
    rule.why,
    "",
    `Fix: ${rule.fix}`,
    ...rule.example.code.split("\n").map((line) => `    ${line}`),
    "",
    `Severity: ${severities}`,
    `Weight in the score: ${weightOf(rule)}; may be waived for ${longestDays[rule.rank]} days at most`,
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
  const [area = ""] = id.split("-");
  const near = rules
    .filter((rule) => rule.area === area || rule.id.includes(id))
    .map((rule) => rule.id);
  return near.length === 0
    ? 'Type "seaworthy explain" for all of them.'
    : `Rules near it: ${near.join(", ")}.`;
}
