import type { Hono } from "hono";
import { projectOf, projectsOfQuery } from "./http/lookup.ts";
import { paginate } from "./http/pagination.ts";
import type { SentryServices } from "./services.ts";

/**
 * What Sentry only shows in its web pages. Not part of Sentry's API, so it has its own names:
 *
 * - `GET /api/0/organizations/{org}/seaworthy-notifications/?project=`: alerts that fired, newest
 * first, with what each would have sent and to whom;
 * - `GET /api/0/projects/{org}/{project}/seaworthy-outcomes/`: outcomes of everything that was
 * sent, by key, category and reason;
 * - `GET /api/0/projects/{org}/{project}/seaworthy-logs/`: structured log lines, newest first.
 */
export function addLocalReads(app: Hono, { state, events, alerts }: SentryServices): void {
  app.get("/api/0/organizations/:org/seaworthy-notifications/", (context) => {
    alerts.evaluateMonitors();
    const projectIds = new Set(projectsOfQuery(state, context).map(({ id }) => id));
    return context.json(
      paginate(
        context,
        events.outbox.list(1_000).filter(({ project }) => projectIds.has(project.id)),
      ),
    );
  });

  app.get("/api/0/projects/:org/:project/seaworthy-outcomes/", (context) => {
    const { id } = projectOf(state, context);
    return context.json(
      events.outcomes.list(id).map(({ projectId: _project, ...outcome }) => outcome),
    );
  });

  app.get("/api/0/projects/:org/:project/seaworthy-logs/", (context) => {
    const lines = events.logs.list(projectOf(state, context).id, 20_000);
    return context.json(
      paginate(context, lines).map(({ receivedMs, projectId: _project, ...line }) => ({
        ...line,
        dateReceived: new Date(receivedMs).toISOString(),
      })),
    );
  });
}
