import type { Claims } from "@seaworthy/platform/auth/jwt";
import { claimsOf } from "@seaworthy/platform/auth/signed-in";
import { tokenClaims } from "@seaworthy/platform/auth/token-claims";
import { allowsOrigin } from "@seaworthy/platform/browser-security/cors-rule";
import { anonymous, identityOf } from "@seaworthy/platform/database/database";
import { AppError } from "@seaworthy/platform/errors/errors";
import type { Place } from "@seaworthy/platform/keyset/keyset";
import { rateLimit } from "@seaworthy/platform/rate-limit/rate-limit";
import { byApiKey } from "@seaworthy/platform/rate-limit/rate-limit-subjects";
import type { AppContext } from "@seaworthy/platform/runtime/app-env";
import { subscribe } from "./live.ts";
import { type FeedPage, feedPageSchema, noSuchPost, type Post, postSchema } from "./post.ts";
import { readFeed, readOwnPosts, readPost } from "./queries.ts";
import { feedTag } from "./tags.ts";
import { observed } from "./telemetry/observations.ts";
import { countUsage, writeUsage } from "./telemetry/usage.ts";

/** How long the edge, browsers and Redis may cache an anonymous page. */
export const publicPage =
  "public, max-age=5, s-maxage=10, stale-while-revalidate=5, stale-if-error=86400";
/** During a database outage of up to a day, the last read data is served. */
export const spareMs = 24 * 3600 * 1000;
const cacheLifetime = { freshMs: 10_000, staleMs: 60_000, localMs: 1_000, spareMs };

/**
 * A page of the feed: anonymous requests are served from the cache; signed-in users read the
 * database, with their private posts.
 */
export async function getFeed(
  c: AppContext,
  limit: number,
  after: Place | undefined,
): Promise<FeedPage> {
  const claims = await reader(c);
  noteUsage(c);
  const { database, cache } = c.var.services;
  if (claims !== undefined)
    return database.read(identityOf(claims), (sql) => readFeed(sql, limit, after));
  const entry = {
    key: `feed:2:${limit}:${after?.join() ?? ""}`,
    tags: [feedTag],
    ...cacheLifetime,
    schema: feedPageSchema,
  };
  return observed(c, "feed.page", () =>
    cache.getOrCompute(entry, () => database.read(anonymous, (sql) => readFeed(sql, limit, after))),
  );
}

/** Calls per minute and key; counted per isolate when Redis is down. */
export const limitExports = rateLimit(
  { name: "posts-export", limit: 120, windowMs: 60_000, whenDown: "open" },
  byApiKey,
);

/** A page of the key owner's posts, for programs that sync them. */
export async function getOwnPosts(
  c: AppContext,
  limit: number,
  after: Place | undefined,
): Promise<FeedPage> {
  return c.var.services.database.read(identityOf(claimsOf(c)), (sql) =>
    readOwnPosts(sql, limit, after),
  );
}

/**
 * One post. NOT_FOUND also for a post that the reader may not see, so that the response does not
 * reveal that it exists.
 */
export async function getPost(c: AppContext, id: string): Promise<Post> {
  const claims = await reader(c);
  const post =
    claims === undefined
      ? await publicPost(c, id)
      : await c.var.services.database.read(identityOf(claims), (sql) => readPost(sql, id));
  if (post === null) throw noSuchPost();
  return post;
}

/** A missing post is cached too, for a shorter time: clients may be guessing ids. */
async function publicPost(c: AppContext, id: string): Promise<Post | null> {
  const { database, cache } = c.var.services;
  const entry = {
    key: `post:1:${id}`,
    tags: [feedTag],
    ...cacheLifetime,
    absentMs: 2_000,
    schema: postSchema.nullable(),
  };
  return observed(c, "feed.post", () =>
    cache.getOrCompute(entry, () => database.read(anonymous, (sql) => readPost(sql, id))),
  );
}

/**
 * Subscribes to new posts. Browsers send the page's Origin with every WebSocket; it must be one of
 * ours.
 */
export async function openLive(c: AppContext): Promise<Response> {
  const origin = c.req.header("origin");
  if (origin !== undefined && !allowsOrigin(c.var.bindings.CORS_ORIGINS, origin)) {
    throw new AppError("FORBIDDEN", "This origin is not allowed to subscribe.");
  }
  return subscribe(c);
}

/** The signed-in reader, if any; responses to them are not shared through caches. */
async function reader(c: AppContext): Promise<Claims | undefined> {
  const claims = await tokenClaims(c, c.var.services.clock);
  c.header("Cache-Control", claims === undefined ? publicPage : "private, no-store");
  c.header("Vary", "Authorization", { append: true });
  return claims;
}

function noteUsage(c: AppContext): void {
  const { background, clock, database } = c.var.services;
  const quantity = countUsage("feed.read", clock.now());
  if (quantity !== undefined)
    background.run("feed.usage", () => writeUsage(database, "feed.read", quantity));
}
