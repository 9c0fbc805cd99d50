import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { operatorOnly } from "../auth/operator.ts";
import { service } from "../database/database.ts";
import { AppError } from "../errors/errors.ts";
import { jsonBody } from "../request/json-body.ts";
import { bodyOf, json } from "../request/json-content.ts";
import { uuid } from "../request/uuid.ts";
import { problems, refuseInvalid } from "../request/validation.ts";
import { wholeNumber } from "../request/whole-number.ts";
import type { AppEnv } from "../runtime/app-env.ts";
import { countJobs, listJobs, replayJobs } from "./jobs-operations.ts";

const mostListed = 200;
const kind = z.string().min(1).max(100).openapi({ example: "mail.send" });
const status = z.enum(["queued", "running", "dead", "done"]);
const listSchema = z
  .object({
    jobs: z
      .array(
        z.object({
          id: z.string(),
          kind: z.string(),
          key: z.string(),
          tenant: z.string(),
          status: z.string(),
          attempts: z.number(),
          errorCode: z.string().nullable(),
          runAt: z.string(),
          createdAt: z.string(),
        }),
      )
      .max(mostListed),
    kinds: z
      .array(
        z.object({
          kind: z.string(),
          queued: z.number(),
          running: z.number(),
          dead: z.number(),
          oldestQueuedSeconds: z.number(),
        }),
      )
      .max(1_000),
  })
  .openapi("Jobs");
const replayedSchema = z.object({ replayed: z.number() }).openapi("ReplayedJobs");

const operators = { security: [{ operator: [] as string[] }] };
const list = createRoute({
  ...operators,
  method: "get",
  path: "/internal/jobs",
  summary: "Jobs with a status, newest first, and the counts of each kind",
  middleware: [operatorOnly] as const,
  request: {
    query: z.object({
      status: status.default("dead"),
      kind: kind.optional(),
      limit: wholeNumber({ least: 1, most: mostListed, usual: 50 }),
    }),
  },
  responses: {
    200: json("A list of jobs", listSchema),
    ...problems(400, 401, 503, 504),
  },
});
const replayOne = createRoute({
  ...operators,
  method: "post",
  path: "/internal/jobs/{id}/replay",
  summary: "Queue a dead job again",
  middleware: [operatorOnly] as const,
  request: { params: z.object({ id: uuid }) },
  responses: {
    200: json("How many jobs were queued", replayedSchema),
    ...problems(400, 401, 404, 503, 504),
  },
});
const replayKind = createRoute({
  ...operators,
  method: "post",
  path: "/internal/jobs/replay",
  summary: "Queue up to 1,000 dead jobs of a kind again",
  middleware: [operatorOnly, jsonBody()] as const,
  request: {
    body: bodyOf(z.strictObject({ kind }).openapi("JobReplay")),
  },
  responses: {
    200: json("How many jobs were queued", replayedSchema),
    ...problems(400, 401, 413, 415, 503, 504),
  },
});

/** Lets operators inspect jobs and replay dead ones. Each replay is recorded in the audit log. */
export function jobRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(list, async (c) => {
    const query = c.req.valid("query");
    const answer = await c.var.services.database.read(service, async (sql) => ({
      jobs: await listJobs(sql, query),
      kinds: await countJobs(sql),
    }));
    return c.json(answer, 200);
  });
  routes.openapi(replayOne, async (c) => {
    const { id } = c.req.valid("param");
    const kinds = await replayJobs(c.var.services.database, { id });
    if (kinds.length === 0)
      throw new AppError("NOT_FOUND", "No dead job has this ID, or a newer job has its key.");
    c.var.services.jobs.wake(kinds);
    c.var.log.audit("job.replayed", { id });
    return c.json({ replayed: kinds.length }, 200);
  });
  routes.openapi(replayKind, async (c) => {
    const request = c.req.valid("json");
    const kinds = await replayJobs(c.var.services.database, request);
    c.var.services.jobs.wake(kinds);
    c.var.log.audit("job.replayed", { ...request, replayed: kinds.length });
    return c.json({ replayed: kinds.length }, 200);
  });
  return routes;
}
