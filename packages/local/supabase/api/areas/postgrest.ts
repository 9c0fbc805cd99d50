import { z } from "zod";
import { readBody } from "../answers.ts";
import type { PostgrestConfig } from "../project.ts";
import type { Area } from "./area.ts";

const patchBody = z.strictObject({
  db_schema: z.string().optional(),
  db_extra_search_path: z.string().optional(),
  max_rows: z.int().min(0).max(1_000_000).optional(),
  db_pool: z.int().min(0).max(1000).optional(),
});

/** PostgREST's configuration. No PostgREST runs here: the app connects to PostgreSQL directly. */
export const postgrestArea: Area = {
  parity: [
    {
      what: "PATCH /v1/projects/{ref}/postgrest",
      level: "accepted",
      note: "no PostgREST is running",
    },
    { what: "GET /v1/projects/{ref}/postgrest", level: "accepted" },
  ],
  mount: (app, projects) => {
    app.get("/v1/projects/:ref/postgrest", (context) => {
      const { postgrest, jwtSecret } = projects.get(context.req.param("ref"));
      return context.json({ ...postgrest, jwt_secret: jwtSecret });
    });
    app.patch("/v1/projects/:ref/postgrest", async (context) => {
      const ref = projects.get(context.req.param("ref")).ref;
      const asked = await readBody(context, patchBody);
      const { postgrest } = await projects.change(ref, (before) => ({
        ...before,
        postgrest: merge(before.postgrest, asked),
      }));
      return context.json(postgrest);
    });
  },
};

function merge(before: PostgrestConfig, asked: z.infer<typeof patchBody>): PostgrestConfig {
  return {
    db_schema: asked.db_schema ?? before.db_schema,
    max_rows: asked.max_rows ?? before.max_rows,
    db_extra_search_path: asked.db_extra_search_path ?? before.db_extra_search_path,
    db_pool: asked.db_pool ?? before.db_pool,
  };
}
