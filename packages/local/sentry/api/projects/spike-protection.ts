import type { Context, Hono } from "hono";
import { z } from "zod";
import { findProject } from "../http/lookup.ts";
import { problem } from "../http/problem.ts";
import { parseBody } from "../http/request-body.ts";
import type { SentryServices } from "../services.ts";

const body = z.strictObject({ projects: z.array(z.string()).min(1) });

/**
 * Stored in the project's options, where Sentry shows it; the local ingest has no baseline to
 * protect.
 */
export function addSpikeProtectionRoutes(app: Hono, { state }: SentryServices): void {
  const set = (disabled: boolean, status: 200 | 201) => async (context: Context) => {
    const { projects } = await parseBody(context, body);
    const slugs = state.all("project").map((project) => project.slug);
    const named = projects.includes("$all") ? slugs : projects;
    const unknown = named.find((slug) => !slugs.includes(slug));
    if (unknown !== undefined)
      throw problem(400, {
        projects: [`Project ${unknown} does not exist or you do not have access to it.`],
      });
    state.transaction(() => {
      for (const slug of named) {
        const project = findProject(state, slug);
        state.put("project", {
          ...project,
          options: { ...project.options, "quotas:spike-protection-disabled": disabled },
        });
      }
    });
    return context.body(null, status);
  };
  app.post("/api/0/organizations/:org/spike-protections/", set(false, 201));
  app.delete("/api/0/organizations/:org/spike-protections/", set(true, 200));
}
