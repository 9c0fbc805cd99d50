import type { Context } from "hono";
import type { ClientKey, Detector, Project, Team, Workflow } from "../../ingest/model.ts";
import { organizationId, organizationSlug } from "../organization.ts";
import type { SentryState } from "../sentry-state.ts";
import { notFound } from "./problem.ts";

/** Rejects a path that names any organization except the local one. */
export function checkOrganization(context: Context): void {
  const given = context.req.param("org");
  if (given !== organizationSlug && given !== organizationId) throw notFound();
}

export function findTeam(state: SentryState, idOrSlug: string | undefined): Team {
  return found(state.all("team").find((team) => team.slug === idOrSlug || team.id === idOrSlug));
}

export function findProject(state: SentryState, idOrSlug: string | undefined): Project {
  return found(
    state.all("project").find((project) => project.slug === idOrSlug || project.id === idOrSlug),
  );
}

/** The project named in the path. */
export function projectOf(state: SentryState, context: Context): Project {
  return findProject(state, context.req.param("project"));
}

export function findKey(state: SentryState, project: Project, id: string | undefined): ClientKey {
  const key = state.get("key", id ?? "");
  return found(key?.projectId === project.id ? key : undefined);
}

export function findDetector(state: SentryState, id: string | undefined): Detector {
  return found(state.get("detector", id ?? ""));
}

export function findWorkflow(state: SentryState, id: string | undefined): Workflow {
  return found(state.get("workflow", id ?? ""));
}

/** The projects in `?project=`, by id or slug; all of them without it. -1 means all at Sentry. */
export function projectsOfQuery(state: SentryState, context: Context): readonly Project[] {
  const named = (context.req.queries("project") ?? []).filter((name) => name !== "-1");
  return named.length === 0 ? state.all("project") : named.map((name) => findProject(state, name));
}

function found<T>(document: T | undefined): T {
  if (document === undefined) throw notFound();
  return document;
}
