import { z } from "zod";
import { ofType } from "../../plan/resource.ts";
import { isUnknown, objectsIn, valueAt } from "../../plan/value.ts";
import { configurable, everywhere, notKnown, positive, violation } from "../rule.ts";

export const errorsMonitorSensible = configurable({
  id: "errors-monitor-sensible",
  area: "errors",
  title: "The error rate's threshold can be reached within minutes",
  why: "A zero threshold alerts all day. A one-day window reports an outage after it is over. A monitor that never resolves alerts once and never again.",
  fix: "Set seaworthy:errors.alerts.errorCount above 0 and windowSeconds to 900 or less.",
  example: {
    language: "yaml",
    code: "seaworthy:errors:\n  alerts:\n    errorCount: 50\n    windowSeconds: 300",
  },
  source: "https://docs.sentry.io/product/monitors-and-alerts/",
  severity: everywhere,
  rank: "medium",
  scope: "resource",
  subjects: ["metricMonitor"],
  configuration: z.object({
    mostSeconds: positive(900, "Longest window"),
    mostErrors: positive(1000, "Maximum errors in a window that cause no alert"),
  }),
  judge: (resources, { mostSeconds, mostErrors }) =>
    ofType(resources, "metricMonitor").flatMap((monitor) => {
      const { timeWindowSeconds, conditionGroup } = monitor.props;
      if (isUnknown(timeWindowSeconds) || isUnknown(conditionGroup))
        return [notKnown("timeWindowSeconds and conditionGroup", monitor)];
      const conditions = objectsIn(valueAt(conditionGroup, "conditions"));
      const raises = conditions.some(
        ({ type, comparison }) =>
          type === "gt" && Number(comparison) > 0 && Number(comparison) <= mostErrors,
      );
      const resolves = conditions.some(({ conditionResult }) => conditionResult === 0);
      if (!(Number(timeWindowSeconds) <= mostSeconds))
        return [
          violation(`Errors are counted over ${String(timeWindowSeconds)} seconds.`, monitor),
        ];
      return raises && resolves
        ? []
        : [
            violation(
              raises
                ? "The monitor never resolves."
                : `The threshold is not between 1 and ${mostErrors} errors.`,
              monitor,
            ),
          ];
    }),
});
