import { ofType } from "../../plan/resource.ts";
import { isObject, isUnknown, objectsIn, type PlannedObject } from "../../plan/value.ts";
import { everywhere, notKnown, type Rule, violation } from "../rule.ts";

export const errorsAlertsDeliver: Rule = {
  id: "errors-alerts-deliver",
  area: "errors",
  title: "Each alert reaches somebody",
  why: "An alert without an action, or with one that has no receiver, exists, fires, and tells nobody.",
  fix: "Give the alert an action; an e-mail to issue owners needs a fallthrough.",
  example: {
    language: "typescript",
    code: 'actionFilters: [{ logicType: "any-short", actions: [{ email: { targetType: "issue_owners", fallthroughType: "ActiveMembers" } }] }]',
  },
  source: "https://docs.sentry.io/product/monitors-and-alerts/alerts/",
  severity: everywhere,
  rank: "critical",
  scope: "resource",
  subjects: ["alert"],
  judge: (resources) =>
    ofType(resources, "alert").flatMap((alert) => {
      const { enabled, actionFilters } = alert.props;
      if (isUnknown(enabled) || isUnknown(actionFilters))
        return [notKnown("enabled and actionFilters", alert)];
      if (enabled === false) return [violation("The alert is off.", alert)];
      const actions = objectsIn(actionFilters).flatMap((filter) => objectsIn(filter.actions));
      return actions.some(delivers)
        ? []
        : [violation("No action of the alert reaches anybody.", alert)];
    }),
};

function delivers(action: PlannedObject): boolean {
  const { email } = action;
  if (!isObject(email)) return Object.values(action).some(isObject);
  return (
    email.targetType !== "issue_owners" ||
    ["ActiveMembers", "AllMembers"].includes(String(email.fallthroughType))
  );
}
