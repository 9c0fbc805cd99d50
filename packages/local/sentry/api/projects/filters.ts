import type { Hono } from "hono";
import { z } from "zod";
import { inboundFilters } from "../../ingest/filters/inbound-filters.ts";
import { legacyBrowsers } from "../../ingest/filters/legacy-browsers.ts";
import type { Project } from "../../ingest/model.ts";
import { projectOf } from "../http/lookup.ts";
import { notFound, problem } from "../http/problem.ts";
import { parseBody } from "../http/request-body.ts";
import type { SentryServices } from "../services.ts";

const filterBody = z.strictObject({
  active: z.boolean().optional(),
  subfilters: z.array(z.enum(Object.keys(legacyBrowsers))).nullish(),
});

export function addFilterRoutes(app: Hono, { state }: SentryServices): void {
  app.get("/api/0/projects/:org/:project/filters/", (context) => {
    return context.json(filtersAnswer(projectOf(state, context)));
  });

  app.put("/api/0/projects/:org/:project/filters/:filter/", async (context) => {
    const filter = inboundFilters.find(({ id }) => id === context.req.param("filter"));
    if (!filter) throw notFound();
    const { active, subfilters } = await parseBody(context, filterBody);
    const setting =
      filter.id === "legacy-browsers" && active !== false && subfilters ? subfilters : active;
    if (setting === undefined) throw problem(400, { active: ["This field is required."] });
    const project = projectOf(state, context);
    state.put("project", { ...project, filters: { ...project.filters, [filter.id]: setting } });
    return context.body(null, 204);
  });
}

function filtersAnswer(project: Project) {
  return inboundFilters.map(({ id, initially }) => ({
    id,
    active: project.filters[id] ?? initially,
  }));
}
