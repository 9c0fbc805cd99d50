import type { Hono } from "hono";
import { z } from "zod";
import type { Team } from "../../ingest/model.ts";
import { findTeam } from "../http/lookup.ts";
import { paginate } from "../http/pagination.ts";
import { problem } from "../http/problem.ts";
import { parseBody } from "../http/request-body.ts";
import { slugOf, slugSchema } from "../http/slug.ts";
import { organizationAnswer } from "../organization.ts";
import { projectSummary } from "../projects/project-answer.ts";
import type { SentryServices } from "../services.ts";
import { teamAnswer } from "./team-answer.ts";

const name = z.string().trim().min(1).max(64);
const newTeam = z
  .strictObject({ name: name.nullish(), slug: slugSchema.max(50).nullish() })
  .refine((team) => Boolean(team.name ?? team.slug), {
    message: "Name or slug is required.",
    path: ["slug"],
  });
const changedTeam = z.strictObject({ name: name.optional(), slug: slugSchema.max(50).optional() });

const slugTaken = "A team with this slug already exists.";

export function addTeamRoutes(app: Hono, { state, events, apiUrl }: SentryServices): void {
  const isTaken = (slug: string, except?: Team) =>
    state.all("team").some((team) => team.slug === slug && team.id !== except?.id);

  app.get("/api/0/organizations/:org/teams/", (context) => {
    return context.json(paginate(context, state.all("team")).map(teamAnswer));
  });

  app.post("/api/0/organizations/:org/teams/", async (context) => {
    const body = await parseBody(context, newTeam);
    const slug = body.slug ?? slugOf(body.name ?? "", isTaken);
    if (isTaken(slug)) throw problem(409, { non_field_errors: [slugTaken], detail: slugTaken });
    const team: Team = {
      id: state.nextId(),
      slug,
      name: body.name ?? slug,
      dateCreated: state.now(),
    };
    state.put("team", team);
    return context.json(teamAnswer(team), 201);
  });

  app.get("/api/0/teams/:org/:team/", (context) => {
    return context.json({
      ...teamAnswer(findTeam(state, context.req.param("team"))),
      organization: organizationAnswer(apiUrl),
    });
  });

  app.put("/api/0/teams/:org/:team/", async (context) => {
    const { name, slug } = await parseBody(context, changedTeam);
    const team = findTeam(state, context.req.param("team"));
    if (slug !== undefined && isTaken(slug, team)) throw problem(400, { slug: [slugTaken] });
    const changed: Team = { ...team, name: name ?? team.name, slug: slug ?? team.slug };
    state.put("team", changed);
    return context.json(teamAnswer(changed));
  });

  app.delete("/api/0/teams/:org/:team/", (context) => {
    const team = findTeam(state, context.req.param("team"));
    state.deleteTeam(team.id);
    return context.body(null, 204);
  });

  app.get("/api/0/teams/:org/:team/projects/", (context) => {
    const team = findTeam(state, context.req.param("team"));
    const projects = state.all("project").filter((project) => project.teamIds.includes(team.id));
    return context.json(
      paginate(context, projects).map((project) => projectSummary(state, events, project)),
    );
  });
}
