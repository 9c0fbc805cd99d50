import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { requireApiKey, signedInOrKey } from "@seaworthy/platform/api-keys/api-key-auth";
import { linkNext } from "@seaworthy/platform/keyset/keyset-link";
import { jsonOnly } from "@seaworthy/platform/request/json-body";
import { bodyOf, json } from "@seaworthy/platform/request/json-content";
import { uuid } from "@seaworthy/platform/request/uuid";
import { problems, refuseInvalid } from "@seaworthy/platform/request/validation";
import { wholeNumber } from "@seaworthy/platform/request/whole-number";
import type { AppEnv } from "@seaworthy/platform/runtime/app-env";
import { homeRoutes } from "./home/routes.ts";
import type { FeedScope } from "./module.ts";
import { listOf, mostPosts, newestFirst } from "./order.ts";
import { peopleRoutes } from "./people/routes.ts";
import { feedPageSchema, newPostSchema, postSchema } from "./post.ts";
import { getFeed, getOwnPosts, getPost, limitExports, openLive } from "./read.ts";
import { usageRoutes } from "./telemetry/usage-routes.ts";
import { createPost, limitPosts, removePost } from "./write.ts";

const pageOf = (list: string) =>
  z.object({
    limit: wholeNumber({ least: 1, most: mostPosts, usual: 20 }),
    cursor: newestFirst.cursor(list).optional(),
  });

const feed = createRoute({
  method: "get",
  path: "/rest/feed",
  summary: "The feed, newest first",
  request: { query: pageOf(listOf.feed) },
  responses: {
    200: json("A page of posts", feedPageSchema),
    ...problems(400, 401, 503, 504),
  },
});

const post = createRoute({
  method: "get",
  path: "/rest/posts/{id}",
  summary: "One post",
  request: { params: z.object({ id: uuid }) },
  responses: {
    200: json("The post", postSchema),
    ...problems(400, 401, 404, 503, 504),
  },
});

const ownPosts = createRoute({
  method: "get",
  path: "/rest/posts",
  summary: "Posts of the key's owner, newest first, for programs",
  security: keyWith("feed:read"),
  middleware: [requireApiKey("feed:read" satisfies FeedScope), limitExports] as const,
  request: { query: pageOf(listOf.own) },
  responses: {
    200: json("A page of posts", feedPageSchema),
    ...problems(400, 401, 403, 429, 503, 504),
  },
});

const newPost = createRoute({
  method: "post",
  path: "/rest/posts",
  summary: "Create a post",
  security: [{ bearer: [] }, ...keyWith("feed:write")],
  middleware: [signedInOrKey("feed:write" satisfies FeedScope), jsonOnly, limitPosts] as const,
  request: { body: bodyOf(newPostSchema) },
  responses: {
    201: json("Created", postSchema),
    ...problems(400, 401, 403, 413, 415, 429, 503, 504),
  },
});

const deletion = createRoute({
  method: "delete",
  path: "/rest/posts/{id}",
  summary: "Delete a post of your own",
  security: [{ bearer: [] }, ...keyWith("feed:write")],
  middleware: [signedInOrKey("feed:write" satisfies FeedScope), limitPosts] as const,
  request: { params: z.object({ id: uuid }) },
  responses: { 204: { description: "Deleted" }, ...problems(400, 401, 403, 404, 429, 503, 504) },
});

const live = createRoute({
  method: "get",
  path: "/rest/feed/live",
  summary: "New and deleted public posts, over WebSocket",
  responses: {
    101: {
      description:
        'WebSocket; each message is `{type: "post.created", post}` or `{type: "post.deleted", postId}`',
    },
    ...problems(401, 403, 426, 429, 503),
  },
});

/** OpenAPI 3.1 allows listing required roles under a scheme of any type. */
function keyWith(scope: FeedScope) {
  return [{ apiKey: [scope] }];
}

/** Routes for the feed. */
export function feedRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  for (const part of [homeRoutes, peopleRoutes, usageRoutes]) routes.route("/", part());
  routes.openapi(live, openLive);
  routes.openapi(feed, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const page = await getFeed(c, limit, cursor);
    linkNext(c, page.nextCursor);
    return c.json(page, 200);
  });
  routes.openapi(post, async (c) => c.json(await getPost(c, c.req.valid("param").id), 200));
  routes.openapi(ownPosts, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const page = await getOwnPosts(c, limit, cursor);
    linkNext(c, page.nextCursor);
    return c.json(page, 200);
  });
  routes.openapi(newPost, async (c) => {
    const written = await createPost(c, c.req.valid("json"));
    c.header("Location", `/rest/posts/${written.id}`);
    return c.json(written, 201);
  });
  routes.openapi(deletion, async (c) => {
    await removePost(c, c.req.valid("param").id);
    return c.body(null, 204);
  });
  return routes;
}
