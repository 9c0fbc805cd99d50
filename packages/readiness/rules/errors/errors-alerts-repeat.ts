import { z } from "zod";
import { property } from "../helpers/checks.ts";
import { configurable, everywhere, positive } from "../rule.ts";

export const errorsAlertsRepeat = configurable({
  id: "errors-alerts-repeat",
  area: "errors",
  title: "An alert repeats while its problem lasts, but not every minute",
  why: "A weekly alert is forgotten; one a minute gets filtered away.",
  fix: "Set seaworthy:errors.alerts.everyMinutes to 5 to 180.",
  example: { language: "yaml", code: "seaworthy:errors:\n  alerts:\n    everyMinutes: 30" },
  source: "https://docs.sentry.io/product/monitors-and-alerts/alerts/",
  severity: everywhere,
  rank: "low",
  scope: "resource",
  subjects: ["alert"],
  configuration: z.object({ mostMinutes: positive(180, "Maximum time between two alerts") }),
  judge: (resources, { mostMinutes }) =>
    property("alert", "frequencyMinutes", (minutes) =>
      Number(minutes ?? 1440) >= 5 && Number(minutes ?? 1440) <= mostMinutes
        ? undefined
        : `The alert repeats every ${String(minutes ?? 1440)} minutes.`,
    )(resources),
});
