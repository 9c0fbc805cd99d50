import { ofType } from "../../plan/resource.ts";
import { isObject, isUnknown, objectsIn, type PlannedObject } from "../../plan/value.ts";
import { everywhere, notKnown, type Rule, violation } from "../rule.ts";

/** Match operators that are true for an event without the tag. */
const withoutTag: readonly unknown[] = ["ns", "ne", "nc"];

/** An alert that requires a tag only fires for events with that tag. */
function letsErrorsThrough(filters: readonly PlannedObject[]): boolean {
  const asksForTag = ({ conditions }: PlannedObject) =>
    objectsIn(conditions).some(
      ({ taggedEvent }) => isObject(taggedEvent) && !withoutTag.includes(taggedEvent.match),
    );
  return filters.length === 0 || !filters.every(asksForTag);
}

export const errorsAlertOnNewIssues: Rule = {
  id: "errors-alert-on-new-issues",
  area: "errors",
  title: "A new error alerts someone",
  why: "Otherwise customers find the error first.",
  fix: "Declare an Alert triggered by firstSeenEvent.",
  example: {
    language: "typescript",
    code: 'new sentry.Alert("new-issue", { monitorIds: [issueStream], triggerConditions: [{ firstSeenEvent: {} }], actionFilters: [email], enabled: true, organization, name });',
  },
  source: "https://docs.sentry.io/product/monitors-and-alerts/alerts/",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["sentryProject"],
  judge: (resources) => {
    const alerts = ofType(resources, "alert");
    const unseen = alerts.find(
      ({ props: { enabled, triggerConditions, actionFilters } }) =>
        isUnknown(enabled) || isUnknown(triggerConditions) || isUnknown(actionFilters),
    );
    if (unseen !== undefined)
      return [notKnown("enabled, triggerConditions and actionFilters", unseen)];
    const onMonitors = new Set(
      [...ofType(resources, "metricMonitor"), ...ofType(resources, "uptimeMonitor")].map(
        ({ props }) => props.name,
      ),
    );
    const told = alerts.filter(
      ({ props }) =>
        props.enabled === true &&
        objectsIn(props.triggerConditions).some((one) => one.firstSeenEvent !== undefined) &&
        letsErrorsThrough(objectsIn(props.actionFilters)),
    );
    if (told.some(({ props }) => !onMonitors.has(props.name))) return [];
    return ofType(resources, "sentryProject").map((project) =>
      violation("No enabled alert reports new issues.", project),
    );
  },
};
