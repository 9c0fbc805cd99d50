import type { Sql } from "@seaworthy/platform/database/database";
import type { Place } from "@seaworthy/platform/keyset/keyset";
import { keysetTime } from "@seaworthy/platform/keyset/keyset-columns";
import { listOf, newestFirst } from "./order.ts";
import type { FeedPage, NewPost, Post } from "./post.ts";

/** A page of the posts visible to the current identity, newest first. */
export async function readFeed(
  sql: Sql,
  limit: number,
  after: Place | undefined,
): Promise<FeedPage> {
  return pageOf(await callPage(sql, sql`feed_page`, limit, after), limit, listOf.feed);
}

/** A page of the user's own posts, private ones included, newest first. */
export async function readOwnPosts(
  sql: Sql,
  limit: number,
  after: Place | undefined,
): Promise<FeedPage> {
  const rows = await sql<Post[]>`
    select ${columns(sql)} from posts
    where author_id = (select auth.uid()) and ${newestFirst.after(sql, after)}
    order by ${newestFirst.order(sql)} limit ${newestFirst.limit(limit)}`;
  return pageOf(rows, limit, listOf.own);
}

/** A page of the user's home feed. */
export async function readHome(
  sql: Sql,
  limit: number,
  after: Place | undefined,
): Promise<FeedPage> {
  return pageOf(await callPage(sql, sql`home_page`, limit, after), limit, listOf.home);
}

/** A page of an author's public posts. */
export async function readAuthor(
  sql: Sql,
  authorId: string,
  limit: number,
  after: Place | undefined,
): Promise<FeedPage> {
  const rows = await sql<Post[]>`
    select ${columns(sql)} from posts
    where author_id = ${authorId} and visibility = 'public' and ${newestFirst.after(sql, after)}
    order by ${newestFirst.order(sql)} limit ${newestFirst.limit(limit)}`;
  return pageOf(rows, limit, listOf.profile);
}

/**
 * Rows of a database function that pages posts. The time is passed as text: a timestamptz parameter
 * would go through a JavaScript Date, which drops microseconds.
 */
async function callPage(
  sql: Sql,
  name: ReturnType<Sql>,
  limit: number,
  after: Place | undefined,
): Promise<readonly Post[]> {
  const [createdAt = null, id = null] = after ?? [];
  return sql<Post[]>`
    select ${columns(sql)} from ${name}(${newestFirst.limit(limit)},
      ${createdAt}::text::timestamptz, ${id}::uuid)`;
}

function pageOf(rows: readonly Post[], limit: number, list: string): FeedPage {
  const nextCursor = newestFirst.nextCursor(rows, limit, list);
  return { posts: rows.slice(0, limit), nextCursor };
}

/** Null if the post does not exist or the identity may not see it. */
export async function readPost(sql: Sql, id: string): Promise<Post | null> {
  const [post] = await sql<Post[]>`select ${columns(sql)} from posts where id = ${id}`;
  return post ?? null;
}

/** The author is the current user: the column defaults to `auth.uid()`. */
export async function insertPost(sql: Sql, post: NewPost): Promise<Post | undefined> {
  const [stored] = await sql<Post[]>`
    insert into posts (body, visibility) values (${post.body}, ${post.visibility}) returning ${columns(sql)}`;
  return stored;
}

/** Undefined if the current user has no such post. */
export async function deletePost(
  sql: Sql,
  id: string,
): Promise<Pick<Post, "id" | "visibility"> | undefined> {
  const [deleted] = await sql<Pick<Post, "id" | "visibility">[]>`
    delete from posts where id = ${id} and author_id = (select auth.uid()) returning id, visibility`;
  return deleted;
}

function columns(sql: Sql) {
  return sql`id, author_id as "authorId", body, visibility,
    ${keysetTime(sql, "created_at")} as "createdAt"`;
}
