import { ofType } from "../../plan/resource.ts";
import { everywhere, type Rule, violation } from "../rule.ts";

export const errorsAlertsCurrent: Rule = {
  id: "errors-alerts-current",
  area: "errors",
  title: "No alert is declared on Sentry's deprecated rules",
  why: "Sentry has replaced issue alerts and metric alerts by monitors and alerts; what is declared on the old ones stops being evaluated when they go.",
  fix: "Declare an Alert, and a MetricMonitor for what is counted.",
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
      violation("The alert is on the deprecated rules.", alert),
    ),
};
