import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { signedIn } from "@seaworthy/platform/auth/signed-in";
import { linkNext } from "@seaworthy/platform/keyset/keyset-link";
import { rateLimit } from "@seaworthy/platform/rate-limit/rate-limit";
import { byUser } from "@seaworthy/platform/rate-limit/rate-limit-subjects";
import { json } from "@seaworthy/platform/request/json-content";
import { uuid } from "@seaworthy/platform/request/uuid";
import { problems, refuseInvalid } from "@seaworthy/platform/request/validation";
import { wholeNumber } from "@seaworthy/platform/request/whole-number";
import type { AppEnv } from "@seaworthy/platform/runtime/app-env";
import { etag } from "hono/etag";
import { listOf, mostPosts, newestFirst } from "../order.ts";
import { feedPageSchema } from "../post.ts";
import { getCachedHomeFeed, getCachedProfileFeed } from "./cached-feeds.ts";

const limitHome = rateLimit(
  { name: "home", limit: 120, windowMs: 60_000, whenDown: "open" },
  byUser,
);
const pageOf = (list: string) =>
  z.object({
    limit: wholeNumber({ least: 1, most: mostPosts, usual: 20 }),
    cursor: newestFirst.cursor(list).optional(),
  });
const pages = {
  200: json("A page of posts", feedPageSchema),
  304: { description: "Not modified" },
} as const;

const home = createRoute({
  method: "get",
  path: "/rest/home",
  summary: "Posts of those whom you follow and your own, newest first",
  security: [{ bearer: [] }],
  middleware: [signedIn, limitHome, etag()] as const,
  request: { query: pageOf(listOf.home) },
  responses: { ...pages, ...problems(400, 401, 429, 503, 504) },
});
const ofProfile = createRoute({
  method: "get",
  path: "/rest/profiles/{id}/feed",
  summary: "Public posts of a user, newest first",
  middleware: [etag()] as const,
  request: { params: z.object({ id: uuid }), query: pageOf(listOf.profile) },
  responses: { ...pages, ...problems(400, 503, 504) },
});

/** Routes for home and author feeds. */
export function homeRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(home, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const page = await getCachedHomeFeed(c, limit, cursor);
    linkNext(c, page.nextCursor);
    return c.json(page, 200);
  });
  routes.openapi(ofProfile, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const page = await getCachedProfileFeed(c, c.req.valid("param").id, limit, cursor);
    linkNext(c, page.nextCursor);
    return c.json(page, 200);
  });
  return routes;
}
