import type { Hono } from "hono";
import type { Project } from "../../ingest/model.ts";
import type { Release } from "../../ingest/store/releases.ts";
import { findProject, projectOf, projectsOfQuery } from "../http/lookup.ts";
import { paginate } from "../http/pagination.ts";
import { notFound } from "../http/problem.ts";
import type { SentryServices } from "../services.ts";

/** Releases are those that events and sessions named; none is made by API. */
export function addReleaseRoutes(app: Hono, { state, events }: SentryServices): void {
  const answer = (release: Release) =>
    releaseAnswer(findProject(state, release.projectId), release);

  app.get("/api/0/organizations/:org/releases/", (context) => {
    return context.json(
      paginate(
        context,
        events.releases.list(projectsOfQuery(state, context).map(({ id }) => id)),
      ).map(answer),
    );
  });

  app.get("/api/0/projects/:org/:project/releases/", (context) => {
    return context.json(
      paginate(context, events.releases.list([projectOf(state, context).id])).map(answer),
    );
  });

  app.get("/api/0/organizations/:org/releases/:version/", (context) => {
    const release = events.releases
      .list(state.all("project").map(({ id }) => id))
      .find(({ version }) => version === context.req.param("version"));
    if (!release) throw notFound();
    return context.json(answer(release));
  });
}

/** Sentry's Release; commits, deploys and authors are not kept. */
function releaseAnswer(project: Project, release: Release) {
  const { id, slug, name, platform } = project;
  const first = new Date(release.firstSeenMs).toISOString();
  const hasHealthData = release.sessions > 0;
  const sessions = {
    totalSessions: release.sessions,
    sessionsErrored: release.errored,
    sessionsCrashed: release.crashed,
  };
  const healthData = { hasHealthData, ...sessions, stats: {} };
  return {
    ...{
      id: release.id,
      version: release.version,
      shortVersion: release.version.slice(0, 12),
      versionInfo: null,
      status: "open",
    },
    ...{
      ref: null,
      url: null,
      dateReleased: null,
      dateCreated: first,
      firstEvent: first,
      lastEvent: new Date(release.lastSeenMs).toISOString(),
    },
    ...{ newGroups: release.newIssues, data: {}, commitCount: 0, deployCount: 0, authors: [] },
    projects: [
      {
        id: Number(id),
        slug,
        name,
        platform,
        platforms: [],
        newGroups: release.newIssues,
        hasHealthData,
        healthData,
      },
    ],
  };
}
