import type { Context, Hono } from "hono";
import { z } from "zod";
import type { Project } from "../../ingest/model.ts";
import { findTeam, projectOf } from "../http/lookup.ts";
import { paginate } from "../http/pagination.ts";
import { notImplemented, problem } from "../http/problem.ts";
import { parseBody } from "../http/request-body.ts";
import { slugOf, slugSchema } from "../http/slug.ts";
import { newKey } from "../keys/key-answer.ts";
import type { SentryServices } from "../services.ts";
import { projectAnswer, projectSummary } from "./project-answer.ts";
import { optionsSchema, settingsSchema } from "./project-settings.ts";

const platform = z.string().max(64).nullable();
const newProject = z.strictObject({
  name: z.string().trim().min(1).max(50),
  slug: slugSchema.nullish(),
  platform: platform.optional(),
  default_rules: z.boolean().optional(),
});
const changedProject = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  slug: slugSchema.optional(),
  platform: platform.optional(),
  options: optionsSchema.optional(),
  ...settingsSchema,
});

export function addProjectRoutes(app: Hono, services: SentryServices): void {
  const { state, events, apiUrl } = services;
  const answer = (context: Context, project: Project, status: 200 | 201 = 200) =>
    context.json(projectAnswer(state, events, apiUrl, project), status);

  app.get("/api/0/organizations/:org/projects/", (context) => {
    return context.json(
      paginate(context, state.all("project")).map((project) =>
        projectSummary(state, events, project),
      ),
    );
  });

  app.post("/api/0/teams/:org/:team/projects/", (context) => createProject(services, context));

  app.get("/api/0/projects/:org/:project/", (context) => {
    return answer(context, projectOf(state, context));
  });

  app.put("/api/0/projects/:org/:project/", async (context) => {
    const body = await parseBody(context, changedProject);
    const changed = changeProject(services, projectOf(state, context), body);
    state.put("project", changed);
    return answer(context, changed);
  });

  app.delete("/api/0/projects/:org/:project/", (context) => {
    const { id } = projectOf(state, context);
    // The desired state first: if a kill interrupts this, the next start deletes the remaining
    // events.
    state.deleteProject(id);
    events.deleteProject(id);
    return context.body(null, 204);
  });
}

export function addProjectTeamRoutes(app: Hono, { state, events, apiUrl }: SentryServices): void {
  const path = "/api/0/projects/:org/:project/teams/:team/";
  const changeTeams = (
    context: Context,
    change: (teamIds: readonly string[], teamId: string) => readonly string[],
    status: 200 | 201,
  ) => {
    const project = projectOf(state, context);
    const changed: Project = {
      ...project,
      teamIds: change(project.teamIds, findTeam(state, context.req.param("team")).id),
    };
    state.put("project", changed);
    return context.json(projectAnswer(state, events, apiUrl, changed), status);
  };
  app.post(path, (context) => changeTeams(context, (ids, id) => [...new Set([...ids, id])], 201));
  app.delete(path, (context) =>
    changeTeams(context, (ids, id) => ids.filter((each) => each !== id), 200),
  );
}

async function createProject(
  { state, events }: SentryServices,
  context: Context,
): Promise<Response> {
  const body = await parseBody(context, newProject);
  const team = findTeam(state, context.req.param("team"));
  if (body.default_rules === true) throw notImplemented("default_rules: true");
  const isTaken = (slug: string) => state.all("project").some((project) => project.slug === slug);
  const slug = body.slug ?? slugOf(body.name, isTaken);
  if (isTaken(slug)) throw problem(409, { detail: "A project with this slug already exists." });
  const dateCreated = state.now();
  const common = {
    slug,
    name: body.name,
    platform: body.platform ?? null,
    dateCreated,
    teamIds: [team.id],
  };
  const project: Project = {
    ...common,
    id: state.nextId(),
    settings: {},
    options: {},
    filters: {},
  };
  state.addProject(project, newKey(project.id, dateCreated));
  return context.json(projectSummary(state, events, project), 201);
}

function changeProject(
  { state }: SentryServices,
  project: Project,
  body: z.infer<typeof changedProject>,
): Project {
  const { name, slug, platform, options, ...settings } = body;
  const other =
    slug === undefined
      ? undefined
      : state.all("project").find((each) => each.slug === slug && each.id !== project.id);
  if (other)
    throw problem(400, { slug: [`Another project (${other.name}) is already using that slug`] });
  return {
    ...project,
    name: name ?? project.name,
    slug: slug ?? project.slug,
    platform: platform === undefined ? project.platform : platform,
    options: { ...project.options, ...options },
    settings: { ...project.settings, ...settings },
  };
}
