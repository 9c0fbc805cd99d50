import type { Claims } from "@seaworthy/platform/auth/jwt";
import {
  type Database,
  identityOf,
  type Sql,
  service,
} from "@seaworthy/platform/database/database";
import { keyset, type Place } from "@seaworthy/platform/keyset/keyset";
import { keysetTime } from "@seaworthy/platform/keyset/keyset-columns";
import type { Column, Role } from "./schema/columns.ts";

/** A table as one of its members sees it. */
export interface Membership {
  readonly id: string;
  readonly name: string;
  readonly columns: readonly Column[];
  readonly role: Role;
  readonly joinedAt: string;
}

export const mostListed = 50;
export const newestFirst = keyset<Membership>({
  list: "tables",
  most: mostListed,
  columns: [
    { name: "joined_at", type: "timestamptz", order: "desc", value: ({ joinedAt }) => joinedAt },
    { name: "table_id", type: "uuid", order: "desc", value: ({ id }) => id },
  ],
});

/** The user's membership of the table; undefined for non-members and for missing tables. */
export async function readMembership(
  database: Database,
  user: Claims,
  id: string,
): Promise<Membership | undefined> {
  const [row] = await database.read(
    identityOf(user),
    (sql) => sql<Membership[]>`
      ${membership(sql)} where m.table_id = ${id} and m.user_id = (select auth.uid())`,
  );
  return row;
}

/** The user's tables, most recently joined first. */
export async function listMemberships(
  database: Database,
  user: Claims,
  limit: number,
  after: Place | undefined,
): Promise<readonly Membership[]> {
  return database.read(
    identityOf(user),
    (sql) => sql<Membership[]>`
      ${membership(sql)} where m.user_id = (select auth.uid()) and ${newestFirst.after(sql, after)}
      order by ${newestFirst.order(sql)} limit ${newestFirst.limit(limit)}`,
  );
}

function membership(sql: Sql) {
  return sql`select t.id, t.name, t.columns, m.role, ${keysetTime(sql, "joined_at")} as "joinedAt"
    from public.table_members m join public.tables t on t.id = m.table_id`;
}

/** Stores a new table with its owner. */
export async function insertTable(
  database: Database,
  owner: Claims,
  { id, name, columns }: Pick<Membership, "id" | "name" | "columns">,
): Promise<void> {
  await database.as(
    service,
    async (sql) => {
      await sql`insert into public.tables (id, name, columns, created_by)
        values (${id}, ${name}, ${JSON.stringify(columns)}::text::jsonb, ${owner.sub})
        on conflict (id) do nothing`;
      await sql`insert into public.table_members (table_id, user_id, role)
        values (${id}, ${owner.sub}, 'owner') on conflict do nothing`;
    },
    { idempotent: true },
  );
}

export async function updateColumns(
  database: Database,
  id: string,
  columns: readonly Column[],
): Promise<void> {
  await database.as(
    service,
    (sql) => sql`update public.tables set columns = ${JSON.stringify(columns)}::text::jsonb
      where id = ${id}`,
    { idempotent: true },
  );
}

export async function deleteTable(database: Database, id: string): Promise<void> {
  await database.as(service, (sql) => sql`delete from public.tables where id = ${id}`, {
    idempotent: true,
  });
}

/** Adds a member or changes their role. The owner's role never changes. */
export async function putMember(
  database: Database,
  id: string,
  userId: string,
  role: Exclude<Role, "owner">,
): Promise<boolean> {
  const rows = await database.as(
    service,
    (sql) => sql`
      insert into public.table_members (table_id, user_id, role) values (${id}, ${userId}, ${role})
      on conflict (table_id, user_id) do update set role = excluded.role
        where table_members.role <> 'owner' returning user_id`,
    { idempotent: true },
  );
  return rows.length > 0;
}

export async function deleteMember(
  database: Database,
  id: string,
  userId: string,
): Promise<boolean> {
  const rows = await database.as(
    service,
    (sql) => sql`delete from public.table_members
      where table_id = ${id} and user_id = ${userId} and role <> 'owner' returning user_id`,
  );
  return rows.length > 0;
}

const keptTombstones = "1 day";

/** Deletes marks of deleted rows that are no longer needed. */
export function deleteTombstones(sql: Sql, rows: number): ReturnType<Sql> {
  return sql`
    with old as (
      select table_id, row_id from public.table_rows
      where data is null and written_at < now() - ${keptTombstones}::interval
      order by written_at limit ${rows}
    ), gone as (
      delete from public.table_rows r using old
      where r.table_id = old.table_id and r.row_id = old.row_id and r.data is null returning 1
    )
    select count(*)::int as deleted from gone`;
}
