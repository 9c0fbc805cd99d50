import { daysBetween } from "@seaworthy/core/days";
import { z } from "zod";
import { property } from "../helpers/checks.ts";
import { configurable, everywhere, positive } from "../rule.ts";

export const workerCompatibilityDate = configurable({
  id: "worker-compatibility-date",
  area: "worker",
  title: "The Worker's compatibility date is less than a year old",
  why: "An old date keeps behaviour that has since been fixed, including security fixes, and each year makes the upgrade harder.",
  fix: "Raise the compatibility date, and run the tests with it.",
  example: { language: "typescript", code: 'compatibilityDate: "2026-07-01"' },
  source: "https://developers.cloudflare.com/workers/best-practices/workers-best-practices/",
  severity: everywhere,
  rank: "medium",
  scope: "resource",
  subjects: ["workerVersion"],
  configuration: z.object({ mostDays: positive(365, "Maximum age of the date") }),
  judge: (resources, { mostDays }, { today }) =>
    property("workerVersion", "compatibilityDate", (date) => {
      if (typeof date !== "string" || !/^\d{4}-\d\d-\d\d$/.test(date))
        return "The compatibility date is not declared.";
      const age = daysBetween(date, today);
      if (age < 0)
        return `The compatibility date ${date} is in the future, which Cloudflare rejects.`;
      return age <= mostDays ? undefined : `The compatibility date ${date} is ${age} days old.`;
    })(resources),
});
