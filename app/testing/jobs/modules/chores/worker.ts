import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { signedIn } from "@seaworthy/platform/auth/signed-in";
import { type Database, service } from "@seaworthy/platform/database/database";
import { AppError } from "@seaworthy/platform/errors/errors";
import { idempotent, keepAnswerIn } from "@seaworthy/platform/idempotency/idempotency";
import type { JobContext, JobOutcome } from "@seaworthy/platform/jobs/jobs-handler";
import { defineWorker } from "@seaworthy/platform/modules/define-worker";
import { rateLimit } from "@seaworthy/platform/rate-limit/rate-limit";
import { byUser } from "@seaworthy/platform/rate-limit/rate-limit-subjects";
import { delay } from "@seaworthy/platform/request/time-limit";
import { refuseInvalid } from "@seaworthy/platform/request/validation";
import type { AppContext, AppEnv } from "@seaworthy/platform/runtime/app-env";
import { chores } from "./module.ts";

const payloadOf = z.object({
  /** How the attempt ends. */
  end: z.enum(["done", "throw", "dead", "later", "complete"]).default("done"),
});

const add = createRoute({
  method: "post",
  path: "/rest/chores",
  request: {
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z.object({
            kind: z.string().default("chore.do"),
            keys: z.array(z.string()),
            tenant: z.string().default(""),
            payload: z.record(z.string(), z.unknown()).default({}),
            rollBack: z.boolean().default(false),
          }),
        },
      },
    },
  },
  responses: { 202: { description: "Enqueued" } },
});

const once = createRoute({
  method: "post",
  path: "/rest/chores/once",
  middleware: [
    signedIn,
    idempotent({ required: true }),
    rateLimit({ name: "once", limit: 5, windowMs: 60_000, whenDown: "open" }, byUser),
  ] as const,
  request: {
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z.object({
            key: z.string(),
            status: z.int().default(201),
            size: z.int().default(1),
            /** Wait until the test lets it continue. */
            wait: z.boolean().default(false),
            /** Store the response with the row, then fail. */
            failAfter: z.boolean().default(false),
          }),
        },
      },
    },
  },
  responses: { 201: { description: "Done" } },
});

type OnceBody = z.output<(typeof once.request.body.content)["application/json"]["schema"]>;

/** Writes a row each time it runs. */
async function doOnce(
  c: AppContext,
  { key, status, size, wait: waits, failAfter }: OnceBody,
): Promise<Response> {
  const { database } = c.var.services;
  const answer = { text: "x".repeat(size) };
  const headers = { location: `/rest/chores/${key}` };
  await database.as(service, async (sql) => {
    await sql`insert into chore_runs (kind, key, attempt) values ('once', ${key}, 1)`;
    if (failAfter) await keepAnswerIn(c, sql, { status: 201, headers, json: answer });
  });
  while (waits && !(await isReleased(database, key))) await delay(25);
  if (failAfter || status >= 500) throw new RangeError("made by the test");
  if (status === 409) throw new AppError("CONFLICT", "Made by the test.");
  c.header("Location", headers.location);
  c.header("X-Private", "of this answer alone");
  return c.json(answer, 201);
}

function routes(): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  app.openapi(add, async (c) => {
    const { keys, rollBack, ...job } = c.req.valid("json");
    const { database, jobs } = c.var.services;
    const added = await database.as(service, async (sql) => {
      const count = await jobs.enqueueAll(
        sql,
        keys.map((key) => ({ ...job, key })),
      );
      if (rollBack) throw new AppError("CONFLICT", "Rolled back by the test.");
      return count;
    });
    return c.json({ added }, 202);
  });
  app.openapi(once, (c) => doOnce(c, c.req.valid("json")) as never);
  return app;
}

async function work({ job, services }: JobContext): Promise<JobOutcome> {
  const { end } = payloadOf.parse(job.payload);
  await services.database.as(service, async (sql) => {
    await sql`insert into chore_runs (kind, key, attempt) values (${job.kind}, ${job.key}, ${job.attempt})`;
    if (end === "complete") await job.completeIn(sql);
  });
  if (end === "throw") throw new RangeError("made by the test");
  if (end === "dead") return { dead: "REFUSED" };
  if (end === "later") return { retryAfterMs: 90_000, code: "BUSY" };
}

/** Waits until the lease is lost or the test lets it continue. */
async function wait(context: JobContext): Promise<JobOutcome> {
  await work(context);
  const { job, services } = context;
  while (!job.signal.aborted) {
    if (await isReleased(services.database, job.key)) return;
    await delay(50);
  }
  await services.database.as(
    service,
    (sql) =>
      sql`insert into chore_runs (kind, key, attempt) values ('aborted', ${job.key}, ${job.attempt})`,
  );
}

async function isReleased(database: Database, key: string): Promise<boolean> {
  const rows = await database.read(
    service,
    (sql) => sql`select 1 from chore_releases where key = ${key}`,
  );
  return rows.length > 0;
}

export default defineWorker(chores, {
  routes,
  jobs: { "chore.do": work, "chore.wait": wait, "chore.long": work },
});
