import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { claimsOf, signedIn } from "@seaworthy/platform/auth/signed-in";
import { identityOf, type Sql, serviceFor } from "@seaworthy/platform/database/database";
import { AppError } from "@seaworthy/platform/errors/errors";
import { idempotent, keepAnswerIn } from "@seaworthy/platform/idempotency/idempotency";
import { idempotencyHeader } from "@seaworthy/platform/idempotency/idempotency-key";
import { configurationOf, metricsOf } from "@seaworthy/platform/modules/own";
import { jsonOnly } from "@seaworthy/platform/request/json-body";
import { bodyOf, json } from "@seaworthy/platform/request/json-content";
import type { Services } from "@seaworthy/platform/request/services";
import { problems, refuseInvalid } from "@seaworthy/platform/request/validation";
import type { AppContext, AppEnv } from "@seaworthy/platform/runtime/app-env";
import { lastEventIdOf, sse } from "@seaworthy/platform/sse/sse";
import { switchedOn } from "@seaworthy/platform/switches/switched-on";
import { insights } from "../module.ts";
import { endResearch, readResearch, readSteps, startResearch } from "../research/requests.ts";
import { isOver, newResearchSchema, type Research, researchSchema } from "../research/research.ts";
import { bearer, byId, eventStream, streamHeaders } from "./describe.ts";
import { limitProgress, limitResearch, limitResearchReads } from "./limits.ts";

const start = createRoute({
  ...bearer,
  method: "post",
  path: "/rest/research",
  summary: "Start a research",
  middleware: [
    signedIn,
    switchedOn(insights, "research"),
    idempotent(),
    limitResearch,
    jsonOnly,
  ] as const,
  request: { headers: idempotencyHeader, body: bodyOf(newResearchSchema) },
  responses: {
    202: json("Started; see `Location`", researchSchema),
    ...problems(400, 401, 409, 413, 415, 422, 429, 503, 504),
  },
});
const one = createRoute({
  ...bearer,
  method: "get",
  path: "/rest/research/{id}",
  summary: "One of your researches",
  middleware: [signedIn, limitResearchReads] as const,
  request: { params: byId },
  responses: {
    200: json("The research", researchSchema),
    ...problems(400, 401, 404, 429, 503, 504),
  },
});
const cancel = createRoute({
  ...bearer,
  method: "delete",
  path: "/rest/research/{id}",
  summary: "Cancel a research that is not over; its place in the month is given back",
  middleware: [signedIn, limitResearchReads] as const,
  request: { params: byId },
  responses: {
    204: { description: "Cancelled" },
    ...problems(400, 401, 404, 409, 429, 503, 504),
  },
});
const progress = createRoute({
  ...bearer,
  method: "get",
  path: "/rest/research/{id}/progress",
  summary: "The steps of a research as they happen",
  middleware: [signedIn, switchedOn(insights, "streams"), limitProgress] as const,
  request: { params: byId, headers: streamHeaders },
  responses: {
    200: eventStream("`step` events; `end` when the research is over"),
    204: { description: "Nothing follows the last event that you had" },
    ...problems(400, 401, 404, 429, 503, 504),
  },
});

/** Routes for research; users see only their own. */
export function researchRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(start, async (c) => {
    const research = await begin(c, c.req.valid("json").topic);
    c.header("Location", locationOf(research));
    return c.json(research, 202);
  });
  routes.openapi(one, async (c) => c.json(await owned(c, c.req.valid("param").id), 200));
  routes.openapi(cancel, async (c) => {
    const { id } = await owned(c, c.req.valid("param").id);
    const { database, jobs, metrics } = c.var.services;
    const cancelled = await database.as(serviceFor(claimsOf(c)), async (sql) => {
      await jobs.cancel(sql, "research.run", id);
      return endResearch(sql, id, "cancelled");
    });
    if (!cancelled) throw new AppError("CONFLICT", "The research is over.");
    metricsOf(insights, metrics).count("insights_research_total", { outcome: "cancelled" });
    return c.body(null, 204);
  });
  routes.openapi(progress, async (c) => {
    const research = await owned(c, c.req.valid("param").id);
    const claims = claimsOf(c);
    const read = ({ database }: Services, work: (sql: Sql) => ReturnType<typeof readSteps>) =>
      database.read(identityOf(claims), work);
    const look = async (services: Services, after: string | undefined, most: number) => {
      const place = Number(after ?? 0);
      const steps = await read(services, (sql) => readSteps(sql, research.id, { place, most }));
      const events = steps.map((step) => ({ id: String(step.place), event: "step", data: step }));
      const last = steps.at(-1)?.step;
      return { events, isOver: last === "done" || last === "failed" || last === "cancelled" };
    };
    if (isOver(research)) {
      const left = await look(c.var.services, lastEventIdOf(c), 1);
      // 204 tells EventSource not to reconnect.
      if (left.events.length === 0) return c.body(null, 204);
    }
    return sse(c, { everyMs: 1_000, poll: look }) as never;
  });
  return routes;
}

const locationOf = ({ id }: Pick<Research, "id">) => `/rest/research/${id}`;

/** The slot, the row, the job and the stored response are one transaction. */
async function begin(c: AppContext, topic: string): Promise<Research> {
  const claims = claimsOf(c);
  const { database, jobs } = c.var.services;
  const { researchPerMonth } = configurationOf(insights, c.var.bindings);
  const research = await database.as(serviceFor(claims), async (sql) => {
    const started = await startResearch(sql, topic, researchPerMonth);
    if (started === undefined) return undefined;
    const payload = { id: started.id, userId: claims.sub, topic };
    await jobs.enqueue(sql, { kind: "research.run", key: started.id, tenant: claims.sub, payload });
    const headers = { location: locationOf(started) };
    await keepAnswerIn(c, sql, { status: 202, headers, json: started });
    return started;
  });
  if (research !== undefined) return research;
  throw new AppError("UNPROCESSABLE", "Your tier's research of this month is used up.", {
    type: "https://iana.org/assignments/http-problem-types#quota-exceeded",
    members: { "violated-policies": ["insights-research-month"] },
  });
}

/** Another user's research gets the same NOT_FOUND as one that does not exist. */
async function owned(c: AppContext, id: string): Promise<Research> {
  c.header("Cache-Control", "private, no-store");
  const found = await c.var.services.database.read(identityOf(claimsOf(c)), (sql) =>
    readResearch(sql, id),
  );
  if (found === undefined) throw new AppError("NOT_FOUND", "Research not found.");
  return found;
}
