import { ofType } from "../../plan/resource.ts";
import {
  isObject,
  isUnknown,
  objectsIn,
  type PlannedObject,
  type PlannedValue,
} from "../../plan/value.ts";
import { everywhere, notKnown, type Rule, violation } from "../rule.ts";

export const errorsAlertsDeliver: Rule = {
  id: "errors-alerts-deliver",
  area: "errors",
  title: "Each alert reaches someone",
  why: "An alert without an action or recipient fires and notifies no one.",
  fix: "Add an action to the alert. An email to issue owners needs a fallthrough.",
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
      if (enabled === false) return [violation("The alert is disabled.", alert)];
      const actions = objectsIn(actionFilters).flatMap((filter) => objectsIn(filter.actions));
      return actions.some(delivers)
        ? []
        : [violation("No action of the alert reaches anyone.", alert)];
    }),
};

/** Every action except an e-mail to an issue's owners names its receiver. */
function delivers(action: PlannedObject): boolean {
  const { email, ...others } = action;
  if (!isObject(email))
    return Object.values(others).some((one) => isObject(one) && Object.values(one).some(isSaid));
  if (email.targetType === "issue_owners")
    return ["ActiveMembers", "AllMembers"].includes(String(email.fallthroughType));
  return isSaid(email.targetId);
}

const isSaid = (value: PlannedValue): boolean =>
  isUnknown(value) || (value !== undefined && value !== null && String(value).trim() !== "");
