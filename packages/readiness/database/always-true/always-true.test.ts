import { beforeAll, expect, test } from "vitest";
import { sqlFile } from "../../testing/schemas.ts";
import { schemaOfMigrations } from "../migrations/schema-of-migrations.ts";
import type { Schema } from "../schema.ts";

const before = `
create table public.notes (
  id uuid primary key default gen_random_uuid(), owner_id uuid, body text not null, flag boolean,
  created_at timestamptz not null default now(), starts_at timestamptz not null,
  for_all boolean, visibility text, status text, a integer, org_id uuid
);
create table public.members (user_id uuid not null, org_id uuid not null, primary key (user_id, org_id));
create table public.banned (user_id uuid primary key);
create role editors;
grant editors to authenticated;
create function public.yes() returns boolean language sql as 'select true';
create function public.signed_in() returns boolean language plpgsql as $$ begin return auth.uid() is not null; end $$;
create function public.is_banned() returns boolean language sql as
  'select exists (select 1 from public.banned where user_id = auth.uid())';
create function public.members_of(n integer) returns table (name text) language sql as
  'select user_id::text from public.members where n = 0';
create function public.any_text(t text) returns boolean language sql as 'select true';
create function public.short_text(t text) returns boolean language sql as 'select length(t) < 2500';
create function public.is_welcome() returns boolean language sql as 'select not public.is_banned()';
`;

const open = [
  "true",
  "1 = 1 or owner_id is not null",
  "owner_id = auth.uid() or true",
  "true and 1 = 1",
  "'a' = 'a'",
  "owner_id = owner_id",
  "notes.owner_id = owner_id",
  "not false",
  "not (1 = 2 and owner_id is null)",
  "(select auth.uid()) is not null",
  "auth.uid() is not null",
  "auth.role() = 'authenticated'",
  "(select auth.role()) = 'authenticated'",
  "(auth.jwt() ->> 'role') = 'authenticated'",
  "current_user = 'authenticated'",
  "current_setting('request.jwt.claims', true) is not null",
  "auth.uid() = auth.uid()",
  "coalesce(true, owner_id is null)",
  "coalesce(owner_id, auth.uid()) is not null",
  "coalesce(null, true)",
  "nullif(true, false)",
  "exists (select 1)",
  "exists (select 1 where 2 > 1)",
  "exists (select 1 from (values (1)) as v)",
  "exists (select 1 from members)",
  "exists (select 1 from members m where m.org_id = m.org_id)",
  "exists (select 1 from auth.users where id = auth.uid())",
  "exists (select 1 from auth.users u where u.id = (select auth.uid()))",
  "auth.uid() in (select id from auth.users)",
  "(select true)",
  "true in (select true)",
  "case when flag then true else not false end",
  "case status when 'a' then true else true end",
  "flag is null or flag is not null",
  "flag or not flag",
  "status = 'draft' or status <> 'draft'",
  "status in ('a', 'b') or status not in ('a', 'b')",
  "a >= 1 or a < 1",
  "id is not null",
  "owner_id is not distinct from owner_id",
  "owner_id in (owner_id, auth.uid())",
  "owner_id between owner_id and owner_id",
  "body like '%'",
  "body ~ '.*'",
  "(owner_id = owner_id) = true",
  "(1 = 1) is not false",
  "now() > '2020-01-01'",
  "length('abc') = 3",
  "'x'::text ilike 'X'",
  "public.yes()",
  "public.signed_in()",
  "(select public.yes()) or owner_id = auth.uid()",
  // Comparisons that every value meets.
  "length(body) >= 0",
  "char_length(body) > -1",
  "body >= ''",
  "body || '' = body",
  "starts_with(body, '')",
  "position('' in body) > 0",
  "id::text like '%-%'",
  "length(id::text) = 36",
  "id::text <> ''",
  "abs(coalesce(a, 0)) >= 0",
  "greatest(length(body), 0) >= 0",
  "coalesce(a, 0) <= 5 or coalesce(a, 0) > 3",
  "owner_id <> '00000000-0000-0000-0000-000000000000' or owner_id is null",
  "public.any_text(body)",
  "created_at <= now()",
  "created_at > '2001-01-01'",
  "starts_at > '1970-01-01'",
  "(select count(*) from members) >= 0",
  "exists (select 1 from members limit 1)",
  "id in (select n.id from public.notes n)",
];

const narrow = [
  "false",
  "owner_id = (select auth.uid())",
  "(true or a = 1) and owner_id = auth.uid()",
  "1 = 1 and owner_id = auth.uid()",
  "body = 'true or false'",
  "1 = 2",
  "visibility = 'true'",
  "for_all or owner_id = auth.uid()",
  "(auth.jwt() ->> 'user_role') = 'authenticated'",
  "(auth.jwt() -> 'app_metadata' ->> 'role') = 'admin'",
  "(auth.jwt() ->> 'aal') = 'aal2'",
  "not coalesce((auth.jwt() ->> 'is_anonymous')::boolean, false)",
  "coalesce(flag, false)",
  "coalesce(owner_id, auth.uid()) = auth.uid()",
  "owner_id is not null",
  "exists (select 1 where 1 > 2)",
  "exists (select 1 from members where user_id = auth.uid())",
  "exists (select 1 from members m where m.user_id = (select auth.uid()) and m.org_id = notes.org_id)",
  "exists (select 1 from auth.users u where u.id = auth.uid() and u.email like '%@example.com')",
  "not exists (select 1 from banned where user_id = auth.uid())",
  "auth.uid() not in (select user_id from banned)",
  "owner_id in (select id from auth.users)",
  "case when flag then true else false end",
  "case status when 'a' then true end",
  "flag and not flag",
  "status in ('a', 'b') or status = 'c'",
  "body like 'a%'",
  "now() < '2020-01-01'",
  "1 / 0 = 1",
  "public.is_banned()",
  "not public.is_banned()",
  "public.is_welcome()",
  "length(body) >= 1",
  "length(body) <= 50000",
  "char_length(body) between 0 and 2000",
  "a < 1000000",
  "a >= 0",
  "body <> ''",
  "body <> 'locked'",
  "owner_id <> '00000000-0000-0000-0000-000000000000'",
  "public.short_text(body)",
  "starts_at <= now()",
  "created_at > now() - interval '15 minutes'",
  "created_at < '2026-01-01'",
  "(select count(*) from members where user_id = auth.uid()) > 0",
  "exists (select 1 from members limit 0)",
  "id in (select n.id from public.notes n where n.owner_id = auth.uid())",
  "owner_id in (select n.id from public.notes n)",
];

const ofRoles = [
  { condition: "auth.uid() is null", to: "anon", expected: true },
  { condition: "auth.uid() is null", to: "authenticated", expected: false },
  { condition: "auth.uid() is null", to: "public", expected: true },
  { condition: "true", to: "service_role", expected: false },
  // Every signed-in user is a member of it.
  { condition: "1 = 1", to: "editors", expected: true },
  { condition: `${many("a =")} or true`, to: "authenticated", expected: true },
  // More unknown parts than can be tried.
  {
    condition: `${many("body = (select max(name) from public.members_of(")} or true`,
    to: "authenticated",
    expected: false,
  },
];

function many(part: string): string {
  const end = part.includes("(") ? "))" : "";
  return Array.from({ length: 12 }, (_, index) => `${part} ${index}${end}`).join(" or ");
}

const all = [
  ...open.map((condition) => ({ condition, to: "authenticated", expected: true })),
  ...narrow.map((condition) => ({ condition, to: "authenticated", expected: false })),
  ...ofRoles,
];

let schema: Schema;
beforeAll(async () => {
  const policies = all.map(
    ({ condition, to }, index) =>
      `create policy tried_${index} on public.notes for update to ${to} using (${condition});`,
  );
  schema = await schemaOfMigrations([
    sqlFile("0001", before),
    sqlFile("0002", policies.join("\n")),
  ]);
}, 120_000);

test("every policy was created", () => expect(schema.notRun).toEqual([]));

test.each(all)("for $to, $condition: $expected", ({ condition, to, expected }) => {
  const index = all.findIndex((one) => one.condition === condition && one.to === to);
  const policy = schema.policies.find(({ name }) => name === `tried_${index}`);
  expect(policy?.alwaysTrue.using).toBe(expected);
});
