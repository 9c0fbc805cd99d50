import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { claimsOf, signedIn } from "../auth/signed-in.ts";
import { AppError } from "../errors/errors.ts";
import { rateLimit } from "../rate-limit/rate-limit.ts";
import { byApiKey, byUser } from "../rate-limit/rate-limit-subjects.ts";
import { jsonBody } from "../request/json-body.ts";
import { bodyOf, json } from "../request/json-content.ts";
import { uuid } from "../request/uuid.ts";
import { problems, refuseInvalid } from "../request/validation.ts";
import type { AppEnv } from "../runtime/app-env.ts";
import { grantOf, requireApiKey } from "./api-key-auth.ts";
import { issueApiKey, listApiKeys, mostListed, revokeApiKey } from "./api-keys.ts";

export interface ApiKeyRoutesOptions {
  /**
   * What a key can be allowed to do, such as `notes:read`. Empty: keys only identify the caller.
   */
  readonly scopes: readonly string[];
}

/** Scopes per key. */
const mostScopes = 20;

const shown = {
  id: z.uuid(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()).max(mostScopes),
  createdAt: z.string(),
  expiresAt: z.string(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
};
const apiKeySchema = z.object(shown).openapi("ApiKey");
const newKeySchema = z.object({ ...shown, key: z.string() }).openapi("NewApiKey");
const grantSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    scopes: z.array(z.string()).max(mostScopes),
    expiresAt: z.string(),
  })
  .openapi("ApiKeyGrant");

/**
 * Unlimited keys could fill the table, so the limit is stored where the table is and cannot be
 * bypassed when Redis is down.
 */
const issueLimit = rateLimit(
  { name: "api-keys", limit: 10, windowMs: 3_600_000, whenDown: "closed", store: "postgres" },
  byUser,
);
const useLimit = rateLimit(
  { name: "api-key-current", limit: 60, windowMs: 60_000, whenDown: "open" },
  byApiKey,
);

const list = createRoute({
  method: "get",
  path: "/rest/api-keys",
  summary: "Your API keys",
  security: [{ bearer: [] }],
  middleware: [signedIn] as const,
  responses: {
    200: json(
      "Your API keys, newest first",
      z.object({ keys: z.array(apiKeySchema).max(mostListed) }),
    ),
    ...problems(401, 503, 504),
  },
});
const current = createRoute({
  method: "get",
  path: "/rest/api-keys/current",
  summary: "What the API key of this request allows",
  security: [{ apiKey: [] }],
  middleware: [requireApiKey(), useLimit] as const,
  responses: { 200: json("The key", grantSchema), ...problems(401, 429, 503, 504) },
});
const revoke = createRoute({
  method: "delete",
  path: "/rest/api-keys/{id}",
  summary: "Revoke an API key, at once",
  security: [{ bearer: [] }],
  middleware: [signedIn] as const,
  request: { params: z.object({ id: uuid }) },
  responses: { 204: { description: "Revoked" }, ...problems(400, 401, 404, 503, 504) },
});
const issue = ({ scopes }: ApiKeyRoutesOptions) =>
  createRoute({
    method: "post",
    path: "/rest/api-keys",
    summary: "Create an API key; only this response contains it",
    security: [{ bearer: [] }],
    middleware: [signedIn, jsonBody(), issueLimit] as const,
    request: {
      body: bodyOf(requestSchema(scopes)),
    },
    responses: {
      201: json("The new key, shown once", newKeySchema),
      ...problems(400, 401, 409, 413, 415, 429, 503, 504),
    },
  });

function requestSchema(scopes: ApiKeyRoutesOptions["scopes"]) {
  return z
    .strictObject({
      name: z
        .string()
        .trim()
        .min(1)
        .max(100)
        .refine(isPlain, "must be well-formed Unicode without control characters"),
      scopes: scopesSchema(scopes).transform((given) => [...new Set(given)]),
      expiresInDays: z.int().min(1).max(365).default(90),
    })
    .openapi("ApiKeyRequest");
}

function scopesSchema([first, ...rest]: ApiKeyRoutesOptions["scopes"]) {
  return first === undefined
    ? z.array(z.string()).max(0)
    : z
        .array(z.enum([first, ...rest]))
        .min(1)
        .max(mostScopes);
}

const isPlain = (text: string) => text.isWellFormed() && !/\p{Cc}/u.test(text);

/**
 * Lets owners create, list and revoke API keys, and programs ask what a key allows. Each change is
 * recorded in the audit log.
 */
export function apiKeyRoutes(options: ApiKeyRoutesOptions): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.use("/rest/api-keys/*", async function keepToOneself(c, next) {
    await next();
    c.header("Cache-Control", "private, no-store");
  });
  routes.openapi(list, async (c) =>
    c.json({ keys: (await listApiKeys(c.var.services.database, claimsOf(c))).map(copy) }, 200),
  );
  routes.openapi(current, (c) => {
    const { id, name, scopes, expiresAt } = grantOf(c);
    return c.json({ id, name, scopes: [...scopes], expiresAt }, 200);
  });
  routes.openapi(issue(options), async (c) => {
    const owner = claimsOf(c);
    const made = await issueApiKey(
      c.var.services.database,
      c.var.bindings,
      owner,
      c.req.valid("json"),
    );
    c.var.log.audit("api_key.created", {
      keyId: made.id,
      ownerId: owner.sub,
      scopes: made.scopes,
      expiresAt: made.expiresAt,
    });
    return c.json({ ...copy(made), key: made.key }, 201);
  });
  routes.openapi(revoke, async (c) => {
    const { id } = c.req.valid("param");
    const owner = claimsOf(c);
    if (!(await revokeApiKey(c.var.services.database, owner, id)))
      throw new AppError("NOT_FOUND", "API key not found or already revoked.");
    c.var.log.audit("api_key.revoked", { keyId: id, ownerId: owner.sub });
    return c.body(null, 204);
  });
  return routes;
}

/** A copy of a row for the response: mutable arrays, and only the documented fields. */
function copy<T extends { scopes: readonly string[] }>({ scopes, ...rest }: T) {
  return { ...rest, scopes: [...scopes] };
}
