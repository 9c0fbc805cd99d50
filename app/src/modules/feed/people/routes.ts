import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { claimsOf, signedIn } from "@seaworthy/platform/auth/signed-in";
import { type Sql, service, serviceFor } from "@seaworthy/platform/database/database";
import { AppError } from "@seaworthy/platform/errors/errors";
import { rateLimit } from "@seaworthy/platform/rate-limit/rate-limit";
import { byUser } from "@seaworthy/platform/rate-limit/rate-limit-subjects";
import { jsonOnly } from "@seaworthy/platform/request/json-body";
import { bodyOf, json } from "@seaworthy/platform/request/json-content";
import { uuid } from "@seaworthy/platform/request/uuid";
import { problems, refuseInvalid } from "@seaworthy/platform/request/validation";
import type { AppContext, AppEnv } from "@seaworthy/platform/runtime/app-env";
import { etag } from "hono/etag";
import { publicPage, spareMs } from "../read.ts";
import { authorTag, homeTag } from "../tags.ts";
import { observed } from "../telemetry/observations.ts";
import { type NewProfile, newProfileSchema, type Profile, profileSchema } from "./profile.ts";
import {
  block,
  follow,
  mostFollowed,
  readProfile,
  saveProfile,
  unblock,
  unfollow,
} from "./queries.ts";

const limitChanges = rateLimit(
  { name: "people", limit: 30, windowMs: 60_000, whenDown: "closed" },
  byUser,
);
const bearer = { security: [{ bearer: [] as string[] }] };
const byId = z.object({ id: uuid });

const show = createRoute({
  method: "get",
  path: "/rest/profiles/{id}",
  summary: "The profile of a user",
  middleware: [etag()] as const,
  request: { params: byId },
  responses: {
    200: json("The profile", profileSchema),
    304: { description: "Not modified" },
    ...problems(400, 404, 503, 504),
  },
});
const save = createRoute({
  ...bearer,
  method: "put",
  path: "/rest/profile",
  summary: "Your own profile",
  middleware: [signedIn, jsonOnly, limitChanges] as const,
  request: {
    body: bodyOf(newProfileSchema),
  },
  responses: {
    200: json("The saved profile", profileSchema),
    ...problems(400, 401, 409, 413, 415, 429, 503, 504),
  },
});
const relation = (
  method: "put" | "delete",
  path: "/rest/follows/{id}" | "/rest/blocks/{id}",
  summary: string,
) =>
  createRoute({
    ...bearer,
    method,
    path,
    summary,
    middleware: [signedIn, limitChanges] as const,
    request: { params: byId },
    responses: {
      204: { description: "Done, or nothing to change" },
      ...problems(400, 401, 422, 429, 503, 504),
    },
  });

/** Routes for profiles, follows and blocks. */
export function peopleRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(show, async (c) => c.json(await getProfile(c, c.req.valid("param").id), 200));
  routes.openapi(save, async (c) => c.json(await putProfile(c, c.req.valid("json")), 200));
  routes.openapi(relation("put", "/rest/follows/{id}", "Follow a user"), async (c) => {
    const { id } = c.req.valid("param");
    if (!(await relate(c, id, follow)))
      throw new AppError("UNPROCESSABLE", `You can follow ${mostFollowed} people at most.`);
    return c.body(null, 204);
  });
  routes.openapi(relation("delete", "/rest/follows/{id}", "Unfollow a user"), async (c) => {
    await relate(c, c.req.valid("param").id, unfollow);
    return c.body(null, 204);
  });
  routes.openapi(relation("put", "/rest/blocks/{id}", "Block a user"), async (c) => {
    await relate(c, c.req.valid("param").id, block);
    return c.body(null, 204);
  });
  routes.openapi(relation("delete", "/rest/blocks/{id}", "Unblock a user"), async (c) => {
    await relate(c, c.req.valid("param").id, unblock);
    return c.body(null, 204);
  });
  return routes;
}

async function getProfile(c: AppContext, id: string): Promise<Profile> {
  const { cache, database } = c.var.services;
  const entry = {
    key: `profile:1:${id}`,
    tags: [authorTag(id)],
    ...{ freshMs: 60_000, staleMs: 60_000, absentMs: 2_000, localMs: 1_000, spareMs },
    schema: profileSchema.nullable(),
  };
  c.header("Cache-Control", publicPage);
  const profile = await observed(c, "profile.read", () =>
    cache.getOrCompute(entry, () => database.read(service, (sql) => readProfile(sql, id))),
  );
  if (profile === null) throw new AppError("NOT_FOUND", "Profile not found.");
  return profile;
}

async function putProfile(c: AppContext, given: NewProfile): Promise<Profile> {
  const claims = claimsOf(c);
  const { cache, database } = c.var.services;
  const saved = await database.as(serviceFor(claims), (sql) => saveProfile(sql, given), {
    idempotent: true,
  });
  if (saved === undefined) throw new AppError("INTERNAL", "The profile was not saved.");
  await cache.invalidate([authorTag(claims.sub)]);
  c.header("Cache-Control", "private, no-store");
  return saved;
}

/** Idempotent; the user's home feed reflects the change at once. */
async function relate<T>(
  c: AppContext,
  id: string,
  change: (sql: Sql, id: string) => Promise<T>,
): Promise<T> {
  const claims = claimsOf(c);
  if (id === claims.sub) throw new AppError("UNPROCESSABLE", "That is yourself.");
  const { cache, database } = c.var.services;
  const changed = await database.as(serviceFor(claims), (sql) => change(sql, id), {
    idempotent: true,
  });
  await cache.invalidate([homeTag(claims.sub), homeTag(id)]);
  c.header("Cache-Control", "private, no-store");
  return changed;
}
