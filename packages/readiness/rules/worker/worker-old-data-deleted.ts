import { objectsIn } from "../../plan/value.ts";
import { present, property } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

const everyDay = /^(\*(\/1)?|1-31)$/;
const everyMonth = /^(\*(\/1)?|1-12|JAN-DEC)$/i;
const everyWeekday = /^(\*(\/1)?|1-7|SUN-SAT|MON-SUN)$/i;

export const workerOldDataDeleted: Rule = {
  id: "worker-old-data-deleted",
  area: "worker",
  title: "Old data is deleted daily",
  why: "A table that only grows slows down every query, and keeps personal data longer than promised.",
  fix: "Set seaworthy:app.retentionCron to a daily time.",
  example: { language: "yaml", code: "seaworthy:app:\n  retentionCron: 17 3 * * *" },
  source: "https://developers.cloudflare.com/workers/best-practices/workers-best-practices/",
  severity: everywhere,
  rank: "medium",
  scope: "stack",
  subjects: ["workerVersion"],
  applies: ({ app }) => app !== undefined,
  judge: (resources) => [
    ...present("cronTrigger", "workerVersion", "No schedule deletes old data.")(resources),
    ...property("cronTrigger", "schedules", (schedules) => {
      const crons = objectsIn(schedules).map(({ cron }) => String(cron).split(" "));
      const daily = crons.some(
        ([minute, hour, day, month, weekday]) =>
          // More often than hourly means job processing, not deletion of old data.
          /^\d+(,\d+)*$/.test(`${minute}`) &&
          Boolean(hour) &&
          everyDay.test(`${day}`) &&
          everyMonth.test(`${month}`) &&
          everyWeekday.test(`${weekday}`),
      );
      return daily ? undefined : { said: "No schedule runs every day.", property: "schedules" };
    })(resources),
  ],
};
