import type { Project } from "../../ingest/model.ts";
import type { EventStore } from "../../ingest/store/event-store.ts";
import type { Issue } from "../../ingest/store/issues.ts";
import { shortIdOf } from "../../ingest/store/short-id.ts";
import { organizationSlug } from "../organization.ts";
import { issueExtras } from "./issue-extras.ts";

const hourMs = 3_600_000;

/** Sentry's group. The 24 hours of `stats` end at `nowMs`. */
export function issueAnswer(
  events: EventStore,
  apiUrl: string,
  project: Project,
  issue: Issue,
  nowMs: number,
) {
  const seen = {
    firstSeen: new Date(issue.firstSeenMs).toISOString(),
    lastSeen: new Date(issue.lastSeenMs).toISOString(),
  };
  const counts = {
    count: String(issue.count),
    userCount: events.issues.userCount(issue.id),
    ...seen,
  };
  return {
    id: String(issue.id),
    shareId: null,
    shortId: shortIdOf(project, issue),
    title: issue.title,
    culprit: issue.culprit,
    permalink: `${apiUrl}/api/0/organizations/${organizationSlug}/issues/${issue.id}/`,
    logger: issue.logger,
    level: issue.level,
    status: issue.status,
    statusDetails: {},
    substatus: issue.status === "unresolved" ? (issue.count === 1 ? "new" : "ongoing") : null,
    isPublic: false,
    platform: issue.platform,
    priority: issue.priority,
    priorityLockedAt: null,
    seerFixabilityScore: null,
    seerAutofixLastTriggered: null,
    seerExplorerAutofixLastTriggered: null,
    project: { id: project.id, name: project.name, slug: project.slug, platform: project.platform },
    type: issue.category === "error" ? issue.type : "generic",
    issueType: issue.category === "error" ? "error" : "metric_issue",
    issueCategory: issue.category,
    metadata: issue.metadata,
    numComments: 0,
    assignedTo: null,
    isBookmarked: false,
    isSubscribed: false,
    subscriptionDetails: null,
    hasSeen: false,
    annotations: [],
    isUnhandled: issue.unhandled,
    ...counts,
    stats: { "24h": hourlyCounts(events, issue, nowMs) },
    lifetime: { ...counts, stats: null },
    filtered: null,
    matchingEventId: null,
    matchingEventEnvironment: null,
    ...issueExtras(issue),
  };
}

/** `[seconds since the epoch, events]` for each of the last 24 hours, from the stored events. */
function hourlyCounts(events: EventStore, issue: Issue, nowMs: number): [number, number][] {
  const firstHour = Math.floor(nowMs / hourMs) - 23;
  const hours = events.events
    .issueSamples(issue.id, firstHour * hourMs - 1)
    .map((event) => Math.floor(event.receivedMs / hourMs));
  return Array.from({ length: 24 }, (_, index) => [
    (firstHour + index) * 3600,
    hours.filter((hour) => hour === firstHour + index).length,
  ]);
}
