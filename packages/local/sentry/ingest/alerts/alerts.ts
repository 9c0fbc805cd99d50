import type { Clock } from "../../../kernel/clock.ts";
import type { TakenEvent } from "../intake.ts";
import type {
  ActionFilter,
  Condition,
  ConditionGroup,
  Declarations,
  Detector,
  Project,
  Workflow,
  WorkflowAction,
} from "../model.ts";
import { metricMonitors } from "../monitors/metric-monitors.ts";
import type { EventStore } from "../store/event-store.ts";
import type { StoredEvent } from "../store/events.ts";
import type { Issue, Sighted } from "../store/issues.ts";
import { shortIdOf } from "../store/short-id.ts";
import { type AlertSubject, holds } from "./alert-conditions.ts";

/** The conditions that can trigger an alert. The API rejects every other type by name. */
export const triggerConditions = [
  "first_seen_event",
  "regression_event",
  "reappeared_event",
  "issue_resolved_trigger",
] as const;
type Trigger = (typeof triggerConditions)[number];

/** Evaluates the declared alerts against ingested data and puts fired ones into the outbox. */
export interface Alerts {
  /** Called after an event was stored. */
  onTaken(taken: TakenEvent, project: Project): void;
  /** Called after a user resolved an issue. */
  onResolved(issue: Issue): void;
  /**
   * Computes every metric monitor. Called every other second, and before anything that shows the
   * results.
   */
  evaluateMonitors(): void;
}

interface Happening {
  readonly project: Project;
  /** The monitors to which the issue belongs. */
  readonly detectors: readonly Detector[];
  readonly issue: Issue;
  readonly event: StoredEvent | undefined;
  readonly trigger: Trigger | undefined;
}

export function createAlerts(services: {
  store: EventStore;
  clock: Clock;
  declarations: Declarations;
}): Alerts {
  const { store, clock, declarations } = services;
  const detectorsOf = (issue: Issue) =>
    declarations
      .detectors(issue.projectId)
      .filter((detector) => detector.enabled && watches(detector, issue));
  const happen = (
    project: Project,
    issue: Issue,
    trigger: Trigger | undefined,
    event?: StoredEvent,
  ) => fireWorkflows(services, { project, issue, trigger, event, detectors: detectorsOf(issue) });
  const monitors = metricMonitors(
    store,
    clock,
    (project, sighted) => happen(project, sighted.issue, triggerOf(sighted)),
    (project, issue) => happen(project, issue, "issue_resolved_trigger"),
  );
  return {
    onTaken: ({ event, sighted }, project) => {
      if (sighted) happen(project, sighted.issue, triggerOf(sighted), event);
    },
    onResolved: (issue) => {
      const project = declarations.project(issue.projectId);
      if (project) happen(project, issue, "issue_resolved_trigger");
    },
    evaluateMonitors: () => {
      for (const projectId of store.projectIds()) {
        const project = declarations.project(projectId);
        if (project) monitors.evaluate(project, declarations.detectors(projectId));
      }
    },
  };
}

/**
 * Errors belong to the project's error monitor, a metric issue to its own monitor; the issue stream
 * sees both.
 */
function watches(detector: Detector, issue: Issue): boolean {
  if (detector.type === "issue_stream") return true;
  return detector.type === "error" ? issue.category === "error" : detector.id === issue.detectorId;
}

function triggerOf(sighted: Sighted): Trigger | undefined {
  return sighted.change === "new"
    ? "first_seen_event"
    : sighted.change === "regression"
      ? "regression_event"
      : undefined;
}

function fireWorkflows(
  services: { store: EventStore; clock: Clock; declarations: Declarations },
  happening: Happening,
): void {
  for (const workflow of services.declarations.workflows()) {
    const detector = happening.detectors.find(({ id }) => workflow.detectorIds.includes(id));
    if (!detector || !workflow.enabled || !isInEnvironment(workflow, happening)) continue;
    if (
      !isTriggered(workflow.triggers, happening.trigger) ||
      isQuiet(services, workflow, happening.issue)
    )
      continue;
    const subject: AlertSubject = {
      store: services.store,
      issue: happening.issue,
      event: happening.event,
      nowMs: services.clock.now(),
    };
    const actions = workflow.actionFilters
      .filter((filter) => passes(filter, subject))
      .flatMap((filter) => filter.actions);
    if (actions.length > 0) notify(services, workflow, detector, happening, actions);
  }
}

function isInEnvironment(workflow: Workflow, { event }: Happening): boolean {
  return workflow.environment === null || event?.environment === workflow.environment;
}

/** An alert without triggers fires on every event. */
function isTriggered(triggers: ConditionGroup | null, trigger: Trigger | undefined): boolean {
  if (!triggers || triggers.conditions.length === 0) return true;
  return triggers.conditions.some((condition) => condition.type === trigger);
}

function isQuiet(
  { store, clock }: { store: EventStore; clock: Clock },
  workflow: Workflow,
  issue: Issue,
): boolean {
  const last = store.outbox.lastFiredMs(workflow.id, issue.id);
  const frequencyMs = Number(workflow.config.frequency ?? 0) * 60_000;
  return last !== undefined && clock.now() - last < frequencyMs;
}

function passes(filter: ActionFilter, subject: AlertSubject): boolean {
  const judge = (condition: Condition) => holds(condition, subject);
  if (filter.conditions.length === 0) return true;
  if (filter.logicType === "all") return filter.conditions.every(judge);
  return filter.logicType === "none"
    ? !filter.conditions.some(judge)
    : filter.conditions.some(judge);
}

function notify(
  { store, clock }: { store: EventStore; clock: Clock },
  workflow: Workflow,
  detector: Detector,
  happening: Happening,
  actions: readonly WorkflowAction[],
): void {
  const { project, issue, event, trigger } = happening;
  const nowMs = clock.now();
  const notification = {
    dateFired: new Date(nowMs).toISOString(),
    workflow: { id: workflow.id, name: workflow.name },
    detectorId: detector.id,
    trigger: trigger ?? "every_event",
    project: { id: project.id, slug: project.slug },
    issue: {
      id: String(issue.id),
      shortId: shortIdOf(project, issue),
      title: issue.title,
      culprit: issue.culprit,
      level: issue.level,
    },
    event: event
      ? { id: event.eventId, release: event.release, environment: event.environment }
      : null,
    actions: actions.map((action) => ({ type: action.type, target: targetOf(action) })),
  };
  store.outbox.add(notification, nowMs);
}

function targetOf({ config }: WorkflowAction): string {
  return [config.targetType, config.targetDisplay ?? config.targetIdentifier]
    .filter((part) => part !== undefined && part !== null && part !== "")
    .join(" ");
}
