import type { Mutation } from "../mutation.ts";
import { sql, table } from "./sql.ts";

export const tables: readonly Mutation[] = [
  sql(
    "rls_disabled_in_public",
    "a table from a query",
    "create table public.posts_archive as select * from public.posts;",
  ),
  sql(
    "rls_disabled_in_public",
    "a table of another schema moved",
    "create schema internal;\ncreate table internal.people (id uuid primary key);\nalter table internal.people set schema public;",
    "alter table internal.people",
  ),
  sql(
    "rls_disabled_in_public",
    "switched off in a block",
    `${table("t1")}do $$ begin execute 'alter table public.t1 disable row level security'; end $$;`,
    "do $$",
  ),
  sql(
    "rls_disabled_in_public",
    "a loop over all tables",
    `${table("t2")}do $$ declare r record; begin for r in select tablename from pg_tables where schemaname = 'public' and tablename = 't2' loop execute format('alter table public.%I disable row level security', r.tablename); end loop; end $$;`,
    "do $$",
  ),
  sql("rls_disabled_in_public", "select into", "select * into public.copies from public.posts;"),
  sql(
    "rls_disabled_in_public",
    "a table like another",
    "create table public.likes_posts (like public.posts including all);",
  ),
  sql(
    "rls_disabled_in_public",
    "a partition",
    "create table public.parts (id uuid primary key) partition by hash (id);\nalter table public.parts enable row level security, force row level security;\ncreate table public.parts_0 partition of public.parts for values with (modulus 1, remainder 0);",
    "create table public.parts_0",
  ),
  sql(
    "rls_disabled_in_public",
    "an inherited table",
    `${table("t3")}create table public.t3_child () inherits (public.t3);`,
    "create table public.t3_child",
  ),
  sql(
    "rls_disabled_in_public",
    "created by a function that a migration calls",
    "create function public.make_it() returns void language plpgsql set search_path = '' as $$ begin create table public.made (id uuid primary key); end $$;\nrevoke all on function public.make_it() from public, anon, authenticated;\nselect public.make_it();",
    "select public.make_it()",
  ),
  sql(
    "database-anonymous-do-not-write",
    "all tables",
    "grant insert, update, delete on all tables in schema public to anon;",
  ),
  sql(
    "database-anonymous-do-not-write",
    "default privileges for tables to come",
    "alter default privileges in schema public grant insert on tables to anon;\ncreate table public.later (id uuid primary key);\nalter table public.later enable row level security, force row level security;",
    "create table public.later",
  ),
  sql(
    "database-anonymous-do-not-write",
    "public has it",
    `${table("t4")}grant insert on public.t4 to public;`,
    "grant insert on public.t4",
  ),
  sql(
    ["database-writes-by-the-worker"],
    "the Data API writes",
    `${table("t5")}grant update (body) on public.t5 to authenticated;\ncreate policy t5_own on public.t5 for update to authenticated using (owner_id = (select auth.uid()));`,
    "grant update (body)",
  ),
  sql(
    "database-callers-do-not-truncate",
    "truncate",
    `${table("t6")}grant truncate on public.t6 to authenticated;`,
    "grant truncate",
  ),
  sql("security_definer_view", "a view", "create view public.v1 as select id from public.posts;"),
  sql(
    "security_definer_view",
    "a view that loses it",
    "create view public.v2 with (security_invoker = on) as select id from public.posts;\nalter view public.v2 set (security_invoker = off);",
    "alter view public.v2",
  ),
  sql(
    "security_definer_view",
    "reset",
    "create view public.v3 with (security_invoker = true) as select id from public.posts;\nalter view public.v3 reset (security_invoker);",
    "alter view public.v3",
  ),
  sql(
    "auth_users_exposed",
    "users in a view",
    "create view public.v4 with (security_invoker = on) as select id, email from auth.users;\ngrant select on public.v4 to authenticated;",
  ),
  sql(
    "materialized_view_in_api",
    "a materialized view",
    "create materialized view public.m1 as select id from public.posts;\ngrant select on public.m1 to anon;",
  ),
  sql(
    "rls_policy_always_true",
    "anything may be changed",
    `${table("t7")}create policy t7_any on public.t7 for update to authenticated using (true);`,
    "create policy t7_any",
  ),
  sql(
    "rls_policy_always_true",
    "true in other words",
    `${table("t8")}create policy t8_any on public.t8 for delete to authenticated using (1 = 1 or owner_id is not null);`,
    "create policy t8_any",
  ),
  sql(
    "rls_policy_always_true",
    "altered to true",
    `${table("t9")}create policy t9_any on public.t9 for delete to authenticated using (owner_id = (select auth.uid()));\nalter policy t9_any on public.t9 using (true);`,
    "alter policy t9_any",
  ),
  sql(
    "rls_references_user_metadata",
    "metadata of the user",
    `${table("t10")}create policy t10_admin on public.t10 for select to authenticated using (((select auth.jwt()) -> 'user_metadata' ->> 'admin') = 'true');`,
    "create policy t10_admin",
  ),
  sql(
    "auth_rls_initplan",
    "uid once a row",
    `${table("t11")}create policy t11_own on public.t11 for select to authenticated using (owner_id = auth.uid());`,
    "create policy t11_own",
  ),
  sql(
    "multiple_permissive_policies",
    "two policies",
    `${table("t12")}create policy t12_a on public.t12 for select to authenticated using (body = 'a');\ncreate policy t12_b on public.t12 for select to authenticated using (body = 'b');`,
  ),
  sql(
    "database-policies-name-their-roles",
    "a policy for everybody",
    `${table("t13")}create policy t13_all on public.t13 for select using (owner_id = (select auth.uid()));`,
    "create policy t13_all",
  ),
  sql(
    "database-policies-not-recursive",
    "a policy that asks its own table",
    `${table("t14")}create policy t14_r on public.t14 for select to authenticated using (exists (select from public.t14 o where o.owner_id = (select auth.uid())));`,
    "create policy t14_r",
  ),
];
