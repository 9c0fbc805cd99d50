import { randomUUID } from "node:crypto";
import type { PlannedResource } from "@seaworthy/readiness/plan/resource";
import { objectsIn, valueAt } from "@seaworthy/readiness/plan/value";
import type { Context } from "../context.ts";
import { type Observation, shown, unknown } from "../experiment.ts";
import { type SentryProject, type Workflow, within } from "./sentry.ts";
import { testEvent } from "./test-event.ts";

const firesWithinSeconds = 20;
const deliver = ["errors-alerts-deliver"];
const newIssues = ["errors-alert-on-new-issues"];

/** A new issue, and then too many errors at once, each checked against the declared alerts. */
export async function alertsFire(
  context: Context,
  project: SentryProject,
): Promise<readonly Observation[]> {
  const alerts = context.declared("alert").filter(({ props }) => props.enabled !== false);
  const monitors = context.declared("metricMonitor");
  const uptime = context.declared("uptimeMonitor");
  const ids = new Map(context.state.resources().map(({ urn, id }) => [urn, id] as const));
  const ofMonitor = (alert: PlannedResource) =>
    monitors.find((monitor) => monitorIds(alert).includes(ids.get(monitor.urn) ?? ""));
  // Only an outage fires them.
  const isOnOutage = (alert: PlannedResource) =>
    uptime.some(({ urn }) => monitorIds(alert).includes(ids.get(urn) ?? ""));
  const idOf = (alert: PlannedResource) => ids.get(alert.urn) ?? "";
  const onNew = alerts.filter(
    (alert) => ofMonitor(alert) === undefined && !isOnOutage(alert) && isOnNew(alert),
  );
  const onRate = alerts.flatMap((alert) => {
    const monitor = ofMonitor(alert);
    return monitor === undefined ? [] : [{ alert, monitor }];
  });
  const observations: Observation[] = [];
  for (const alert of onNew) {
    const tags = tagsFor(alert);
    observations.push(
      ...(tags === undefined
        ? [unknown(`Alert ${alert.name}`, "It asks for more than tags.", newIssues)]
        : await fires(context, project, { alert, id: idOf(alert), events: 1, tags })),
    );
  }
  // In production it would page people for nothing.
  for (const { alert, monitor } of context.kind === "prod" ? [] : onRate)
    observations.push(
      ...(await fires(context, project, { alert, id: idOf(alert), ...rateOf(monitor) })),
    );
  return onNew.length > 0
    ? observations
    : [...observations, unknown("New issues", "No alert is declared for them.", deliver)];
}

interface Trial {
  readonly alert: PlannedResource;
  readonly id: string;
  readonly events: number;
  readonly tags?: Readonly<Record<string, string>>;
  readonly policies?: readonly string[];
}

async function fires(
  context: Context,
  project: SentryProject,
  { alert, id, events, tags = {}, policies = newIssues }: Trial,
): Promise<readonly Observation[]> {
  const quietMs = Number(alert.props.frequencyMinutes ?? 0) * 60_000;
  const began = Date.now();
  const value = `Alert ${alert.name} ${randomUUID()}`;
  const sent: string[] = [];
  for (let count = 0; count < events; count++)
    sent.push(await project.send(testEvent(value, undefined, undefined, tags)));
  const [first = ""] = sent;
  const fired = await within(firesWithinSeconds, async () => {
    const workflow = await project.workflow(id);
    const firedMs = Date.parse(workflow.lastTriggered ?? "");
    // A monitor has a single issue: within its frequency the alert does not fire for it again.
    return firedMs >= began - (events > 1 ? quietMs : 1000) ? workflow : undefined;
  });
  const event = await project.event(first);
  const groupID = event?.groupID;
  if (groupID) context.cleanUp(() => project.resolve(groupID));
  const live = fired ?? (await project.workflow(id));
  return [
    shown(`Alert ${alert.name}`, fired !== undefined && live.enabled, {
      declared: `fires within ${firesWithinSeconds} s of ${events === 1 ? "a new issue" : `${events} errors`}`,
      observed: observedOf(live, began),
      policies,
    }),
    delivers(alert, live),
  ];
}

const observedOf = ({ enabled, lastTriggered }: Workflow, began: number): string => {
  if (!enabled) return "it is off at Sentry";
  if (!lastTriggered) return "it never fired";
  const seconds = Math.round((Date.parse(lastTriggered) - began) / 1000);
  return seconds >= 0 ? `fired after ${seconds} s` : `last fired ${-seconds} s before`;
};

/** Sentry does not report whether a message arrived, so this checks the alert's recipients. */
function delivers(alert: PlannedResource, { actionFilters }: Workflow): Observation {
  const declared = objectsIn(alert.props.actionFilters).flatMap(({ actions }) =>
    objectsIn(actions),
  );
  const live = actionFilters.flatMap(({ actions }) => actions);
  return shown(`Alert ${alert.name} delivers`, live.length > 0 && live.length === declared.length, {
    declared: `${declared.length} action${declared.length === 1 ? "" : "s"}`,
    observed: `${live.length} at Sentry`,
    policies: deliver,
  });
}

const monitorIds = ({ props: { monitorIds: ids } }: PlannedResource): readonly string[] =>
  Array.isArray(ids) ? ids.map(String) : [];

/**
 * The tags that an event needs to match the alert's filters; undefined when tags are not enough.
 */
function tagsFor({ props }: PlannedResource): Readonly<Record<string, string>> | undefined {
  const conditions = objectsIn(props.actionFilters).flatMap((one) => objectsIn(one.conditions));
  const tagged = conditions.map(({ taggedEvent }) => objectsIn([taggedEvent])[0]);
  if (tagged.some((one) => one === undefined)) return undefined;
  const asked = tagged.flatMap((one) => {
    const { key, match, value } = one ?? {};
    const isSet = match === "is" || match === "eq";
    return isSet ? [[String(key), String(value ?? "verify")] as const] : [];
  });
  return Object.fromEntries(asked);
}

const isOnNew = ({ props }: PlannedResource): boolean =>
  objectsIn(props.triggerConditions).some((condition) => "firstSeenEvent" in condition);

/** One more than the monitor allows in its window. */
function rateOf({ props }: PlannedResource): Pick<Trial, "events" | "policies"> {
  const conditions = objectsIn(valueAt(props, "conditionGroup", "conditions"));
  const most = conditions.find(({ type }) => type === "gt")?.comparison;
  return { events: Number(most ?? 0) + 1, policies: ["errors-alert-on-error-rate"] };
}
