import { ofType } from "../../plan/resource.ts";
import { everywhere, type Rule, violation } from "../rule.ts";

export const errorsAlertsCurrent: Rule = {
  id: "errors-alerts-current",
  area: "errors",
  title: "No alert uses Sentry's deprecated rules",
  why: "Sentry has replaced issue alerts and metric alerts with monitors and alerts. The old ones stop working when Sentry removes them.",
  fix: "Declare an Alert, and a MetricMonitor for metrics.",
  example: {
    language: "typescript",
    code: 'new sentry.Alert("new-issue", { monitorIds: [issueStream], triggerConditions: [{ firstSeenEvent: {} }], actionFilters: [email], enabled: true, organization, name });',
  },
  source: "https://docs.sentry.io/product/monitors-and-alerts/alerts/",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["issueAlert", "metricAlert"],
  judge: (resources) =>
    [...ofType(resources, "issueAlert"), ...ofType(resources, "metricAlert")].map((alert) =>
      violation("The alert uses the deprecated rules.", alert),
    ),
};
