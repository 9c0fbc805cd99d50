import { shortIdOf } from "../ingest/store/short-id.ts";
import { dsnOf } from "./keys/key-answer.ts";
import { organizationSlug } from "./organization.ts";
import type { SentryServices } from "./services.ts";

const shown = 10;
/** Common names of the tag that contains a request's id. */
const requestIdTags = ["request_id", "requestId", "request.id", "request-id"];

/**
 * What `seaworthy status` and the console show. Sentry does not treat a DSN's public key as secret;
 * the console still leaves it out.
 */
export async function describeSentry({
  state,
  events,
  alerts,
  ingestUrl,
  rootUrl,
}: SentryServices): Promise<Record<string, unknown>> {
  alerts.evaluateMonitors();
  const url = await ingestUrl();
  const projects = state.all("project");
  const slugOf = (id: string) => projects.find((project) => project.id === id)?.slug ?? id;
  return {
    organization: organizationSlug,
    ingestUrl: url,
    rootUrl: await rootUrl(),
    projects: projects.map((project) => {
      const keys = state.keys(project.id);
      const key = keys.findLast(({ isActive }) => isActive);
      return {
        slug: project.slug,
        id: project.id,
        ...(key ? { dsn: dsnOf(url, key) } : {}),
        rateLimits: keys.map(({ name, isActive, rateLimit }) => ({ name, isActive, rateLimit })),
        events: events.events.count(project.id),
        outcomes: events.outcomes.totals(project.id),
        latestRelease: events.releases.latest(project.id),
      };
    }),
    issues: events.issues
      .list(projects.map(({ id }) => id))
      .slice(0, shown)
      .map((issue) => ({
        shortId: shortIdOf({ slug: slugOf(issue.projectId) }, issue),
        ...{
          title: issue.title,
          culprit: issue.culprit,
          level: issue.level,
          status: issue.status,
          count: issue.count,
        },
        lastSeen: new Date(issue.lastSeenMs).toISOString(),
      })),
    latestEvents: events.events.list({ limit: shown }).map((event) => ({
      id: event.eventId,
      project: slugOf(event.projectId),
      ...{
        title: event.title,
        level: event.level,
        release: event.release,
        environment: event.environment,
      },
      requestId: event.tags.find(({ key }) => requestIdTags.includes(key))?.value ?? null,
      received: new Date(event.receivedMs).toISOString(),
    })),
    firedAlerts: events.outbox.list(shown),
    monitors: state
      .all("detector")
      .filter(({ type }) => type === "metric_issue")
      .map(({ id, name, enabled, projectId }) => ({
        ...{ id, name, enabled, project: slugOf(projectId) },
        priority: events.monitorStates.get(id),
      })),
  };
}
