import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { everywhere, type Rule, violation } from "../rule.ts";

export const errorsAlertOnErrorRate: Rule = {
  id: "errors-alert-on-error-rate",
  area: "errors",
  title: "A high error rate alerts someone",
  why: "A new issue sends one email. The same issue ten thousand times an hour is an outage.",
  fix: "Declare a MetricMonitor on the number of errors and an Alert connected to it.",
  example: {
    language: "typescript",
    code: 'new sentry.MetricMonitor("error-rate", { dataset: "events", aggregate: "count()", timeWindowSeconds: 300, ...detection });',
  },
  source: "https://docs.sentry.io/product/monitors-and-alerts/",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["sentryProject"],
  judge: (resources) => {
    const monitors = ofType(resources, "metricMonitor");
    const counting = monitors.filter(
      ({ props }) => props.dataset === "events" || isUnknown(props.dataset),
    );
    if (counting.length === 0)
      return ofType(resources, "sentryProject").map((project) =>
        violation("No monitor counts errors.", project),
      );
    const alerts = ofType(resources, "alert");
    const connected = counting.some(({ props }) =>
      alerts.some((alert) => alert.props.enabled === true && alert.props.name === props.name),
    );
    return connected
      ? []
      : counting.map((monitor) =>
          violation("No enabled alert is connected to the monitor.", monitor),
        );
  },
};
