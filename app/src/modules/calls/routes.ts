import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { claimsOf, signedIn } from "@seaworthy/platform/auth/signed-in";
import { identityOf, type Sql } from "@seaworthy/platform/database/database";
import { AppError } from "@seaworthy/platform/errors/errors";
import { linkNext } from "@seaworthy/platform/keyset/keyset-link";
import { rateLimit } from "@seaworthy/platform/rate-limit/rate-limit";
import { byUser } from "@seaworthy/platform/rate-limit/rate-limit-subjects";
import { json } from "@seaworthy/platform/request/json-content";
import { uuid } from "@seaworthy/platform/request/uuid";
import { problems, refuseInvalid } from "@seaworthy/platform/request/validation";
import { wholeNumber } from "@seaworthy/platform/request/whole-number";
import type { AppContext, AppEnv } from "@seaworthy/platform/runtime/app-env";
import { callPageSchema, callSchema, mostCalls, newestFirst, transcriptSchema } from "./call.ts";
import { readCall, readCalls, readTranscript } from "./queries.ts";
import { webhookRoutes } from "./webhooks.ts";

const limitReads = rateLimit(
  { name: "calls", limit: 100, windowMs: 60_000, whenDown: "open" },
  byUser,
);
const bearer = { security: [{ bearer: [] as string[] }] };

const list = createRoute({
  ...bearer,
  method: "get",
  path: "/rest/calls",
  summary: "Your calls, newest first",
  middleware: [signedIn, limitReads] as const,
  request: {
    query: z.object({
      limit: wholeNumber({ least: 1, most: mostCalls, usual: 20 }),
      cursor: newestFirst.cursor().optional(),
    }),
  },
  responses: {
    200: json("A page of calls", callPageSchema),
    ...problems(400, 401, 429, 503, 504),
  },
});
const one = createRoute({
  ...bearer,
  method: "get",
  path: "/rest/calls/{id}",
  summary: "One of your calls",
  middleware: [signedIn, limitReads] as const,
  request: { params: z.object({ id: uuid }) },
  responses: {
    200: json("The call", callSchema),
    ...problems(400, 401, 404, 429, 503, 504),
  },
});
const transcript = createRoute({
  ...bearer,
  method: "get",
  path: "/rest/calls/{id}/transcript",
  summary: "The transcript of one of your calls",
  middleware: [signedIn, limitReads] as const,
  request: { params: z.object({ id: uuid }) },
  responses: {
    200: json("The transcript", transcriptSchema),
    ...problems(400, 401, 404, 429, 503, 504),
  },
});

/** Another user's call gets the same NOT_FOUND as one that does not exist. */
async function owned<T>(
  c: AppContext,
  what: string,
  read: (sql: Sql) => Promise<T | undefined>,
): Promise<T> {
  c.header("Cache-Control", "private, no-store");
  const found = await c.var.services.database.read(identityOf(claimsOf(c)), read);
  if (found === undefined) throw new AppError("NOT_FOUND", `${what} not found.`);
  return found;
}

/** Routes for calls: their owners' and the vendors'. */
export function callRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(list, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const page = await owned(c, "page", (sql) => readCalls(sql, limit, cursor));
    linkNext(c, page.nextCursor);
    return c.json(page, 200);
  });
  routes.openapi(one, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(await owned(c, "call", (sql) => readCall(sql, id)), 200);
  });
  routes.openapi(transcript, async (c) => {
    const { id } = c.req.valid("param");
    const text = await owned(c, "transcript", (sql) => readTranscript(sql, id));
    return c.json({ callId: id, text }, 200);
  });
  routes.route("/", webhookRoutes());
  return routes;
}
