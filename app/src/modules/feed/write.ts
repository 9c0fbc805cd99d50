import { createMiddleware } from "hono/factory";
import type { AppContext, AppEnv } from "../../platform/app-env.ts";
import { identityOf } from "../../platform/database.ts";
import { AppError } from "../../platform/errors.ts";
import { authenticate, type Claims } from "../../platform/jwt.ts";
import { rateLimit } from "../../platform/rate-limit.ts";
import { publish } from "./live.ts";
import type { NewPost, Post } from "./post.ts";
import { insertPost } from "./queries.ts";
import { feedTag } from "./read.ts";

/** Needs a valid token and remembers its claims. Throws UNAUTHENTICATED, TOKEN_EXPIRED. */
export const signedIn = createMiddleware<AppEnv>(async function signedIn(c, next) {
  const authorization = c.req.header("authorization") ?? "";
  const claims = await authenticate(authorization, c.var.bindings, c.var.services.clock);
  c.set("claims", claims);
  await next();
});

/** A user's posts; without Redis nobody posts, so that an outage is no way round the limit. */
export const postLimit = { name: "posts", limit: 30, windowMs: 60_000, whenDown: "closed" } as const;
export const limitPosts = rateLimit(postLimit, (c) => claimsOf(c).sub);

/** Stores the post as its author, then lets the cache and the subscribers know in the background of the answer. */
export async function createPost(c: AppContext, post: NewPost): Promise<Post> {
  const { database, cache, background } = c.var.services;
  const claims = claimsOf(c);
  const stored = await database.as(identityOf(claims), (sql) => insertPost(sql, post));
  if (stored === undefined) throw new AppError("INTERNAL", "The post was not stored.");
  c.var.log.audit("post.created", { postId: stored.id, authorId: claims.sub, visibility: stored.visibility });
  // Before the answer: the author's next read has to find the post.
  await cache.invalidate([feedTag]);
  background.run("feed.publish", () => publish(c.var.bindings, stored));
  c.header("Cache-Control", "private, no-store");
  return stored;
}

function claimsOf(c: AppContext): Claims {
  const claims = c.get("claims");
  if (claims === undefined) throw new AppError("UNAUTHENTICATED", "Send a valid token.");
  return claims;
}
