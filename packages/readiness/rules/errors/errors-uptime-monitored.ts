import { z } from "zod";
import { ofType, type PlannedResource } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { configurable, everywhere, type Finding, notKnown, positive, violation } from "../rule.ts";

/** Sentry's default. */
const failuresByDefault = 3;

export const errorsUptimeMonitored = configurable({
  id: "errors-uptime-monitored",
  area: "errors",
  title: "An outage is noticed from outside, and soon",
  why: "An app that is down reports no errors. 99.9 % leaves 43 minutes a month; an outage that is noticed after half an hour has used up most of them.",
  fix: "Declare a UptimeMonitor on the app's readiness route, every minute, and an Alert connected to it.",
  example: {
    language: "typescript",
    code: 'new sentry.UptimeMonitor("uptime", { url, method: "GET", intervalSeconds: 60, timeoutMs: 10_000, environment, organization, project, name: "App is down" });',
  },
  source: "https://docs.sentry.io/product/monitors-and-alerts/monitors/uptime-monitoring/",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["sentryProject"],
  configuration: z.object({
    mostSeconds: positive(
      259,
      "Longest time until an outage is noticed; default: a tenth of a month's error budget at 99.9 %",
    ),
  }),
  judge: (resources, { mostSeconds }) => {
    const monitors = ofType(resources, "uptimeMonitor");
    if (monitors.length === 0)
      return ofType(resources, "sentryProject").map((project) =>
        violation("No monitor checks that the app is up.", project),
      );
    return monitors.flatMap((monitor) => judgeMonitor(monitor, resources, mostSeconds));
  },
});

function judgeMonitor(
  monitor: PlannedResource,
  resources: readonly PlannedResource[],
  mostSeconds: number,
): Finding[] {
  const { enabled, intervalSeconds, name } = monitor.props;
  const failures = monitor.props.downtimeThreshold ?? failuresByDefault;
  if (isUnknown(enabled) || isUnknown(intervalSeconds) || isUnknown(failures) || isUnknown(name))
    return [notKnown("enabled, name, intervalSeconds and downtimeThreshold", monitor)];
  if (enabled === false) return [violation("The monitor is disabled.", monitor)];
  const seconds = Number(intervalSeconds) * Number(failures);
  if (!(seconds <= mostSeconds))
    return [
      violation(`An outage is noticed after ${seconds} s; at most ${mostSeconds} s.`, monitor),
    ];
  const isConnected = ofType(resources, "alert").some(
    ({ props }) => props.enabled === true && props.name === name,
  );
  return isConnected ? [] : [violation("No enabled alert is connected to the monitor.", monitor)];
}
