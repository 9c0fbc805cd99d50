import type { Context, Hono } from "hono";
import type { DeclaredRelease } from "../../ingest/model.ts";
import { findProject, projectOf, projectsOfQuery } from "../http/lookup.ts";
import { paginate } from "../http/pagination.ts";
import { notFound, problem } from "../http/problem.ts";
import { parseBody } from "../http/request-body.ts";
import { type Sorting, sorted } from "../http/sorting.ts";
import type { SentryServices } from "../services.ts";
import { addDeployRoutes } from "./deploys.ts";
import { type KnownRelease, releaseAnswer, releasesOf } from "./release-answer.ts";
import { changedRelease, newRelease } from "./release-body.ts";

const path = "/api/0/organizations/:org/releases/";

/** Releases come newest first. */
const releaseOrders: Sorting<KnownRelease> = {
  parameter: "sort",
  byDefault: "date",
  direction: "descending",
  keys: {
    date: () => 0,
    sessions: false,
    users: false,
    crash_free_sessions: false,
    crash_free_users: false,
  },
};

/** Releases are those declared through the API, and those named by events and sessions. */
export function addReleaseRoutes(app: Hono, services: SentryServices): void {
  const { state } = services;

  app.get(path, (context) => {
    const query = context.req.query("query") ?? "";
    const known = releasesOf(services, projectsOfQuery(state, context)).filter(({ version }) =>
      version.includes(query),
    );
    const inOrder = sorted(context, known, releaseOrders);
    return context.json(paginate(context, inOrder).map(releaseAnswer));
  });

  app.get("/api/0/projects/:org/:project/releases/", (context) => {
    const known = releasesOf(services, [projectOf(state, context)]);
    return context.json(paginate(context, known).map(releaseAnswer));
  });

  app.post(path, async (context) => {
    const { version, projects, ...given } = await parseBody(context, newRelease);
    const projectIds = projects.map((name) => projectIdOf(services, String(name)));
    const isKnown = findRelease(services, version) !== undefined;
    // sentry-cli archives a release with this call, without naming its projects again.
    if (!isKnown && projectIds.length === 0)
      throw problem(400, { projects: ["This list may not be empty."] });
    declare(services, version, projectIds, given);
    return context.json(releaseAnswer(releaseOf(services, version)), isKnown ? 208 : 201);
  });

  for (const one of [`${path}:version/`, "/api/0/projects/:org/:project/releases/:version/"]) {
    app.get(one, (context) => context.json(releaseAnswer(named(services, context))));

    app.put(one, async (context) => {
      const { projects = [], version: _, ...given } = await parseBody(context, changedRelease);
      const { version, seen } = named(services, context);
      const more = projects.map((name) => projectIdOf(services, String(name)));
      declare(services, version, [...seen.map(({ project }) => project.id), ...more], given);
      return context.json(releaseAnswer(releaseOf(services, version)));
    });

    app.delete(one, (context) => {
      forget(services, named(services, context).version);
      return context.body(null, 204);
    });
  }
  addDeployRoutes(app, services, (context) => named(services, context));
}

function projectIdOf({ state }: SentryServices, name: string): string {
  const project = state.all("project").find(({ id, slug }) => id === name || slug === name);
  if (!project) throw problem(400, { projects: ["Invalid project ids or slugs"] });
  return project.id;
}

/** Merges the given fields into a release; absent fields keep their values. */
function declare(
  { state, events }: SentryServices,
  version: string,
  projectIds: readonly string[],
  given: Partial<{ [key in keyof DeclaredRelease]: DeclaredRelease[key] | undefined }>,
): void {
  const known = state.get("release", version);
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const initial: DeclaredRelease = {
    id: version,
    projectIds: [],
    ref: null,
    url: null,
    status: "open",
    dateCreated: state.now(),
    dateStarted: null,
    dateReleased: null,
  };
  const before = known ?? initial;
  const all = [...new Set([...before.projectIds, ...projectIds])];
  state.put("release", { ...before, ...said, projectIds: all });
  for (const id of all) events.releases.declare(id, version, Date.parse(state.now()));
}

function forget({ state, events }: SentryServices, version: string): void {
  state.transaction(() => {
    state.deleteAll("deploy", (deploy) => deploy.version === version);
    state.deleteAll("release", ({ id }) => id === version);
  });
  events.releases.forget(version);
}

function findRelease(services: SentryServices, version: string): KnownRelease | undefined {
  return releasesOf(services, services.state.all("project")).find(
    (release) => release.version === version,
  );
}

function releaseOf(services: SentryServices, version: string): KnownRelease {
  const found = findRelease(services, version);
  if (!found) throw notFound();
  return found;
}

/** The release named in the path; in a project's path, only one of that project. */
function named(services: SentryServices, context: Context): KnownRelease {
  const found = releaseOf(services, context.req.param("version") ?? "");
  const project = context.req.param("project");
  if (project === undefined) return found;
  const { id } = findProject(services.state, project);
  if (!found.seen.some((each) => each.project.id === id)) throw notFound();
  return found;
}
