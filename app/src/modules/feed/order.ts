import { keyset } from "@seaworthy/platform/keyset/keyset";
import type { Post } from "./post.ts";

export const mostPosts = 50;

/**
 * The order of every list of posts; matches the indexes `posts_feed_order` and
 * `posts_author_order`.
 */
export const newestFirst = keyset<Pick<Post, "createdAt" | "id">>({
  list: "posts",
  most: mostPosts,
  columns: [
    { name: "created_at", type: "timestamptz", order: "desc", value: ({ createdAt }) => createdAt },
    { name: "id", type: "uuid", order: "desc", value: ({ id }) => id },
  ],
});

/** Stored in the cursor, so one list rejects another list's cursor. */
export const listOf = { feed: "feed", own: "own", home: "home", profile: "profile" } as const;
