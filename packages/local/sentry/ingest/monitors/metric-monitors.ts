import type { Clock } from "../../../kernel/clock.ts";
import type { Condition, Detector, MetricQuery, Project } from "../model.ts";
import type { EventStore } from "../store/event-store.ts";
import type { Issue, Sighted } from "../store/issues.ts";
import { computeMetric } from "./metric-query.ts";

export interface MetricMonitors {
  /**
   * Computes the project's metric monitors; crossing a threshold opens or resolves the monitor's
   * issue.
   */
  evaluate(project: Project, detectors: readonly Detector[]): void;
}

type OnCrossed = (project: Project, sighted: Sighted) => void;
type OnRecovered = (project: Project, issue: Issue) => void;

export function metricMonitors(
  store: EventStore,
  clock: Clock,
  onCrossed: OnCrossed,
  onRecovered: OnRecovered,
): MetricMonitors {
  return {
    evaluate: (project, detectors) => {
      for (const detector of detectors) {
        if (detector.type !== "metric_issue" || !detector.enabled || !detector.metric) continue;
        const value = metricOf(store, clock, project, detector, detector.metric);
        const priority = priorityOf(detector.conditionGroup?.conditions ?? [], value);
        const before = store.monitorStates.get(detector.id);
        if (priority === undefined || priority === before) continue;
        store.monitorStates.set(project.id, detector.id, priority, clock.now());
        if (priority > before)
          onCrossed(
            project,
            openIssue(store, clock, project, detector, detector.metric, value, priority),
          );
        else if (priority === 0) resolveIssue(store, project, detector, onRecovered);
      }
    },
  };
}

/**
 * For `percent`, the change against the window `comparisonDelta` seconds earlier, in Sentry's form:
 * 100 is no change.
 */
function metricOf(
  store: EventStore,
  clock: Clock,
  project: Project,
  detector: Detector,
  metric: MetricQuery,
): number {
  const value = computeMetric(store, clock, project.id, metric);
  if (detector.config.detectionType !== "percent") return value;
  const before = computeMetric(
    store,
    clock,
    project.id,
    metric,
    (detector.config.comparisonDelta ?? 0) * 1000,
  );
  return before === 0 ? 0 : (value / before) * 100;
}

/**
 * The highest result among the crossed conditions. When none is crossed: 0, or undefined if a
 * resolving condition is declared.
 */
function priorityOf(conditions: readonly Condition[], value: number): number | undefined {
  const crossed = conditions
    .filter((condition) => isCrossed(condition, value))
    .map((condition) => Number(condition.conditionResult));
  if (crossed.length > 0) return Math.max(...crossed);
  // Sentry adds the resolving condition itself when only thresholds are declared.
  return conditions.some(({ conditionResult }) => Number(conditionResult) === 0) ? undefined : 0;
}

const comparisons: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  gt: (value, threshold) => value > threshold,
  gte: (value, threshold) => value >= threshold,
  lt: (value, threshold) => value < threshold,
  lte: (value, threshold) => value <= threshold,
};

/** The condition types of metric monitors. The API rejects every other type by name. */
export const thresholdTypes = Object.keys(comparisons);

function isCrossed(condition: Condition, value: number): boolean {
  return comparisons[condition.type]?.(value, Number(condition.comparison)) ?? false;
}

function openIssue(
  store: EventStore,
  clock: Clock,
  project: Project,
  detector: Detector,
  metric: MetricQuery,
  value: number,
  priority: number,
): Sighted {
  return store.issues.sight({
    projectId: project.id,
    hash: issueHash(detector),
    category: "metric",
    detectorId: detector.id,
    type: "metric_issue",
    title: detector.name,
    culprit: "",
    metadata: {
      title: detector.name,
      value: `${metric.aggregate} is ${Number(value.toFixed(4))} over ${metric.timeWindow} s`,
    },
    level: priority >= 75 ? "error" : "warning",
    platform: project.platform,
    logger: null,
    unhandled: false,
    priority: priority >= 75 ? "high" : priority >= 50 ? "medium" : "low",
    seenMs: clock.now(),
  });
}

function resolveIssue(
  store: EventStore,
  project: Project,
  detector: Detector,
  onRecovered: OnRecovered,
): void {
  const issue = store.issues.list([project.id]).find(({ hash }) => hash === issueHash(detector));
  if (!issue || issue.status === "resolved") return;
  store.issues.setStatus(issue.id, "resolved");
  onRecovered(project, { ...issue, status: "resolved" });
}

function issueHash(detector: Detector): string {
  return `detector:${detector.id}`;
}
