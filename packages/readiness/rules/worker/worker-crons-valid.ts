import { objectsIn } from "../../plan/value.ts";
import { property } from "../helpers/checks.ts";
import { mistakeInCron } from "../helpers/cron.ts";
import { everywhere, type Rule } from "../rule.ts";

export const workerCronsValid: Rule = {
  id: "worker-crons-valid",
  area: "worker",
  title: "Each schedule is valid and runs",
  why: "Cloudflare rejects a schedule with an hour 25 in the middle of an update, and accepts one for the 30th of February, which never runs.",
  fix: "Correct the field in the message. Times are UTC; weekdays are 1 (Sunday) to 7, or names.",
  example: { language: "yaml", code: "seaworthy:app:\n  retentionCron: 17 3 * * *" },
  source: "https://developers.cloudflare.com/workers/configuration/cron-triggers/",
  severity: everywhere,
  rank: "high",
  scope: "resource",
  subjects: ["cronTrigger"],
  judge: property("cronTrigger", "schedules", (schedules) => {
    const mistakes = objectsIn(schedules).flatMap(({ cron }) =>
      typeof cron === "string" ? (mistakeInCron(cron) ?? []) : [],
    );
    return mistakes.length === 0 ? undefined : `A schedule is invalid: ${mistakes.join("; ")}.`;
  }),
};
