import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { service } from "@seaworthy/platform/database/database";
import { AppError } from "@seaworthy/platform/errors/errors";
import type { JobContext, JobOutcome } from "@seaworthy/platform/jobs/jobs-handler";
import { defineWorker } from "@seaworthy/platform/modules/define-worker";
import { delay } from "@seaworthy/platform/request/time-limit";
import { refuseInvalid } from "@seaworthy/platform/request/validation";
import type { AppEnv } from "@seaworthy/platform/runtime/app-env";
import { chores } from "./module.ts";

const payloadOf = z.object({
  /** What becomes of the attempt. */
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

/** Until its lease is lost or the test has let it go. */
async function wait(context: JobContext): Promise<JobOutcome> {
  await work(context);
  const { job, services } = context;
  while (!job.signal.aborted) {
    const free = await services.database.read(
      service,
      (sql) => sql`select 1 from chore_releases where key = ${job.key}`,
    );
    if (free.length > 0) return;
    await delay(50);
  }
  await services.database.as(
    service,
    (sql) =>
      sql`insert into chore_runs (kind, key, attempt) values ('aborted', ${job.key}, ${job.attempt})`,
  );
}

export default defineWorker(chores, {
  routes,
  jobs: { "chore.do": work, "chore.wait": wait, "chore.long": work },
});
