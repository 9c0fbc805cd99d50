import { claimsOf } from "@seaworthy/platform/auth/signed-in";
import { serviceFor } from "@seaworthy/platform/database/database";
import { AppError } from "@seaworthy/platform/errors/errors";
import { rateLimit } from "@seaworthy/platform/rate-limit/rate-limit";
import { byUser } from "@seaworthy/platform/rate-limit/rate-limit-subjects";
import type { AppContext } from "@seaworthy/platform/runtime/app-env";
import { publish, retract } from "./live.ts";
import { type NewPost, noSuchPost, type Post } from "./post.ts";
import { deletePost, insertPost } from "./queries.ts";
import { authorTag, feedTag, homeTag, removedTag } from "./tags.ts";

/** Per user. Fails closed without Redis, so that an outage does not lift the limit. */
const postLimit = {
  name: "posts",
  limit: 30,
  windowMs: 60_000,
  whenDown: "closed",
} as const;
export const limitPosts = rateLimit(postLimit, byUser);

/**
 * Stores the post as its author, then updates the cache and notifies subscribers in the background.
 */
export async function createPost(c: AppContext, post: NewPost): Promise<Post> {
  const { database, cache, background } = c.var.services;
  const claims = claimsOf(c);
  const stored = await database.as(serviceFor(claims), (sql) => insertPost(sql, post));
  if (stored === undefined) throw new AppError("INTERNAL", "The post was not stored.");
  c.var.log.audit("post.created", {
    postId: stored.id,
    authorId: claims.sub,
    keyId: c.get("apiKey")?.id,
    visibility: stored.visibility,
  });
  // Before responding: the author's next read must include the post.
  await cache.invalidate([feedTag, authorTag(claims.sub), homeTag(claims.sub)]);
  background.run("feed.publish", () => publish(c.var.bindings, stored));
  c.header("Cache-Control", "private, no-store");
  return stored;
}

/**
 * Deletes a post of the user and removes it from all caches before responding. Throws NOT_FOUND,
 * also for another user's post.
 */
export async function removePost(c: AppContext, id: string): Promise<void> {
  const { database, cache, background } = c.var.services;
  const claims = claimsOf(c);
  const deleted = await database.as(serviceFor(claims), (sql) => deletePost(sql, id));
  if (deleted === undefined) throw noSuchPost();
  c.var.log.audit("post.deleted", {
    postId: id,
    authorId: claims.sub,
    keyId: c.get("apiKey")?.id,
  });
  await cache.invalidate([feedTag, removedTag, authorTag(claims.sub), homeTag(claims.sub)]);
  if (deleted.visibility === "public")
    background.run("feed.retract", () => retract(c.var.bindings, id));
  c.header("Cache-Control", "private, no-store");
}
