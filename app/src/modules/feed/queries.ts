import type { Sql } from "@seaworthy/platform/database/database";
import { type Cursor, encodeCursor } from "./cursor.ts";
import type { FeedPage, NewPost, Post } from "./post.ts";

/**
 * A page of what the transaction's identity may see, newest first. The time is sent as text: a
 * parameter of type timestamptz would go through a JavaScript Date, which drops microseconds.
 */
export async function readFeed(
  sql: Sql,
  limit: number,
  after: Cursor | undefined,
): Promise<FeedPage> {
  const rows = await sql<Post[]>`
    select ${columns(sql)}
    from feed_page(${limit + 1}, ${after?.createdAt ?? null}::text::timestamptz, ${after?.id ?? null}::uuid)`;
  return pageOf(rows, limit);
}

/** A page of the identity's own posts, private ones too, newest first. */
export async function readOwnPosts(
  sql: Sql,
  limit: number,
  after: Cursor | undefined,
): Promise<FeedPage> {
  const earlier = after
    ? sql`and (created_at, id) < (${after.createdAt}::text::timestamptz, ${after.id}::uuid)`
    : sql``;
  const rows = await sql<Post[]>`
    select ${columns(sql)} from posts where author_id = (select auth.uid()) ${earlier}
    order by created_at desc, id desc limit ${limit + 1}`;
  return pageOf(rows, limit);
}

/** Of one row more than the page has, which tells whether there is a next one. */
function pageOf(rows: readonly Post[], limit: number): FeedPage {
  const posts = [...rows.slice(0, limit)];
  const last = posts.at(-1);
  return { posts, nextCursor: rows.length > limit && last ? encodeCursor(last) : null };
}

/** Null when there is none that the identity may see. */
export async function readPost(sql: Sql, id: string): Promise<Post | null> {
  const [post] = await sql<Post[]>`select ${columns(sql)} from posts where id = ${id}`;
  return post ?? null;
}

/**
 * The author is the transaction's identity: the column's default is auth.uid(), and nobody may set
 * it.
 */
export async function insertPost(sql: Sql, post: NewPost): Promise<Post | undefined> {
  const [stored] = await sql<Post[]>`
    insert into posts (body, visibility) values (${post.body}, ${post.visibility}) returning ${columns(sql)}`;
  return stored;
}

/** As text, because a JavaScript Date drops microseconds, and with them the order of two posts. */
function columns(sql: Sql) {
  return sql`id, author_id as "authorId", body, visibility,
    to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "createdAt"`;
}
