import type { Sql } from "@seaworthy/platform/database/database";
import type { NewProfile, Profile } from "./profile.ts";

/** Equals the number of followees that a home feed reads. */
export const mostFollowed = 2_000;

export async function readProfile(sql: Sql, userId: string): Promise<Profile | null> {
  const [profile] = await sql<Profile[]>`
    select ${columns(sql)} from user_profiles where user_id = ${userId}`;
  return profile ?? null;
}

/** For the current user. CONFLICT for a handle already taken. */
export async function saveProfile(
  sql: Sql,
  { handle, name, bio }: NewProfile,
): Promise<Profile | undefined> {
  const [saved] = await sql<Profile[]>`
    insert into user_profiles (user_id, handle, name, bio)
    values ((select auth.uid()), ${handle}, ${name}, ${bio})
    on conflict (user_id) do update
    set handle = excluded.handle, name = excluded.name, bio = excluded.bio
    returning ${columns(sql)}`;
  return saved;
}

/**
 * False when the user already follows the maximum. A block in either direction prevents following.
 */
export async function follow(sql: Sql, followeeId: string): Promise<boolean> {
  await sql`
    insert into follows (follower_id, followee_id)
    select (select auth.uid()), ${followeeId}::uuid
    where (select count(*) from follows where follower_id = (select auth.uid())) < ${mostFollowed}
      and not exists (
        select from blocks
        where (blocker_id, blocked_id) in
          (((select auth.uid()), ${followeeId}::uuid), (${followeeId}::uuid, (select auth.uid()))))
    on conflict do nothing`;
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from follows where follower_id = (select auth.uid())`;
  return (row?.count ?? 0) < mostFollowed || (await follows(sql, followeeId));
}

async function follows(sql: Sql, followeeId: string): Promise<boolean> {
  const found = await sql`
    select 1 from follows
    where follower_id = (select auth.uid()) and followee_id = ${followeeId}`;
  return found.length > 0;
}

export async function unfollow(sql: Sql, followeeId: string): Promise<void> {
  await sql`
    delete from follows
    where follower_id = (select auth.uid()) and followee_id = ${followeeId}`;
}

/** Ends following in both directions. */
export async function block(sql: Sql, blockedId: string): Promise<void> {
  await sql`
    insert into blocks (blocker_id, blocked_id)
    values ((select auth.uid()), ${blockedId}) on conflict do nothing`;
  await sql`
    delete from follows
    where (follower_id, followee_id) in
      (((select auth.uid()), ${blockedId}::uuid), (${blockedId}::uuid, (select auth.uid())))`;
}

export async function unblock(sql: Sql, blockedId: string): Promise<void> {
  await sql`
    delete from blocks where blocker_id = (select auth.uid()) and blocked_id = ${blockedId}`;
}

function columns(sql: Sql) {
  return sql`user_id as "userId", handle, name, bio, to_json(created_at) #>> '{}' as "createdAt"`;
}
