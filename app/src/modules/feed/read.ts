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
import { type FeedPage, feedPageSchema, type Post, postSchema } from "./post.ts";
import { readFeed, readOwnPosts, readPost } from "./queries.ts";
import { feedTag } from "./tags.ts";
import { observed } from "./telemetry/observations.ts";
import { countUsage, writeUsage } from "./telemetry/usage.ts";

/** How long the edge and browsers may keep an anonymous page, and how long Redis does. */
export const publicPage =
  "public, max-age=5, s-maxage=10, stale-while-revalidate=30, stale-if-error=86400";
/** A day's outage of the database leaves what was read last. */
export const spareMs = 24 * 3600 * 1000;
const cacheLifetime = { freshMs: 10_000, staleMs: 60_000, localMs: 1_000, spareMs };

/**
 * A page of the feed: for nobody in particular from the cache, for someone from the database, with
 * their private posts.
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

/** A key's calls a minute; without Redis they are counted in the isolate. */
export const limitExports = rateLimit(
  { name: "posts-export", limit: 120, windowMs: 60_000, whenDown: "open" },
  byApiKey,
);

/** A page of the posts of a key's owner, for programs that keep a copy of them. */
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
 * One post. NOT_FOUND also for one that the reader may not see, so that a response never shows
 * that it exists.
 */
export async function getPost(c: AppContext, id: string): Promise<Post> {
  const claims = await reader(c);
  const post =
    claims === undefined
      ? await publicPost(c, id)
      : await c.var.services.database.read(identityOf(claims), (sql) => readPost(sql, id));
  if (post === null) throw new AppError("NOT_FOUND", "Post not found.");
  return post;
}

/** A missing post is cached too, for a shorter time: the client may be guessing. */
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
 * Subscribes to new posts. A browser sends the page's Origin with every WebSocket; it has to be one
 * of ours.
 */
export async function openLive(c: AppContext): Promise<Response> {
  const origin = c.req.header("origin");
  if (origin !== undefined && !allowsOrigin(c.var.bindings.CORS_ORIGINS, origin)) {
    throw new AppError("FORBIDDEN", "This origin is not allowed to subscribe.");
  }
  return subscribe(c);
}

/** Who reads; what they get is kept by nobody else. */
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
