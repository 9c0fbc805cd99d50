import { harmless, migration } from "../../edits.ts";
import type { Mutation } from "../../mutation.ts";
import { sql, table } from "../sql.ts";

const rls = "rls_disabled_in_public";

/** The same mistakes in SQL with different wording. */
export const sqlShapes: readonly Mutation[] = [
  sql(rls, "a copy by TABLE", "create table if not exists public.w1 as table public.posts;"),
  sql(
    rls,
    "a name put together",
    "do $$ begin execute format('create table %I.%I (id uuid primary key)', 'public', 'w2'); end $$;",
    "do $$",
  ),
  sql(
    rls,
    "in a schema that the path names",
    "set local search_path = public;\ncreate table w3 (id uuid primary key);",
    "create table w3",
  ),
  sql(
    rls,
    "switched off for each table of a schema",
    `${table("w4")}alter table if exists only public.w4 disable row level security;`,
    "alter table if exists",
  ),
  sql(
    "database-anonymous-do-not-write",
    "everything on everything, to a list of roles",
    "grant all privileges on all tables in schema public to authenticated, anon;",
  ),
  sql(
    ["database-anonymous-do-not-write", "database-login-least-rights"],
    "a role whose rights anon inherits",
    `${table("w5")}create role w5_writer nologin;\ngrant insert on public.w5 to w5_writer;\ncreate policy w5_in on public.w5 for insert to w5_writer with check (owner_id is not null);\ngrant w5_writer to anon with inherit true;`,
    "grant w5_writer",
  ),
  sql(
    "security_definer_view",
    "a view that is replaced",
    "create view public.w6 with (security_invoker = on) as select id from public.posts;\ncreate or replace view public.w6 with (security_invoker = off) as select id from public.posts;",
    "create or replace view",
  ),
  sql(
    "rls_policy_always_true",
    "a check that is always true",
    `${table("w7")}create policy w7_in on public.w7 for insert to authenticated with check (coalesce(true, owner_id is null));`,
    "create policy w7_in",
  ),
  sql(
    "rls_policy_always_true",
    "a column that equals itself",
    `${table("w7b")}create policy w7b_in on public.w7b for delete to authenticated using (w7b.owner_id = owner_id);`,
    "create policy w7b_in",
  ),
  sql(
    "rls_policy_always_true",
    "a function that always says yes",
    `${table("w7c")}create function public.w7c_allowed() returns boolean language sql stable security invoker set search_path = '' as 'select true';\nrevoke all on function public.w7c_allowed() from public, anon;\ngrant execute on function public.w7c_allowed() to authenticated;\ncreate policy w7c_in on public.w7c for delete to authenticated using (public.w7c_allowed());`,
    "create policy w7c_in",
  ),
  sql(
    "rls_policy_always_true",
    "who is in auth.users",
    `${table("w7d")}create policy w7d_in on public.w7d for delete to authenticated using (exists (select 1 from auth.users u where u.id = (select auth.uid())));`,
    "create policy w7d_in",
  ),
  sql(
    ["rls_policy_always_true", "database-policies-name-their-roles"],
    "signed in is enough",
    `${table("w8")}create policy w8_any on public.w8 for update to authenticated using ((select auth.uid()) is not null);`,
    "create policy w8_any",
  ),
  sql(
    "database-roles-without-bypass",
    "a role made with it",
    "create role w9_reports with login bypassrls;",
  ),
  sql(
    "database-roles-without-bypass",
    "in a block",
    "do $$ begin create role w10_reports nologin bypassrls; end $$;",
  ),
  sql(
    "database-roles-without-bypass",
    "the role of everybody's requests",
    "alter role anon bypassrls;",
  ),
  sql(
    "extension_in_public",
    "an extension in public",
    "create extension hstore with schema public;",
  ),
  sql(
    "function_search_path_mutable",
    "a path that is taken away again",
    "create function public.w11() returns integer language sql set search_path = '' as $$ select 1 $$;\nrevoke all on function public.w11() from public, anon, authenticated;\nalter function public.w11() reset search_path;",
    "alter function public.w11",
  ),
  sql(
    "anon_security_definer_function_executable",
    "a definer for everybody, granted on all",
    "create function public.w12() returns integer language sql security definer set search_path = '' as $$ select 1 $$;\nrevoke all on function public.w12() from public;\ngrant execute on all functions in schema public to anon;",
    "grant execute on all functions",
  ),
  sql(
    "database-tables-not-rewritten",
    "a shorter text",
    "alter table public.posts alter column body type varchar(500);",
  ),
  sql(
    "database-columns-added-with-values",
    "two columns at once, one without a value",
    "alter table public.posts add column w13 integer, add column w14 integer not null;",
  ),
  sql(
    ["database-constraints-added-not-valid", "database-tables-not-rewritten"],
    "a column that refers, checked at once",
    "alter table public.usage_events add column w15 uuid references auth.users (id), add constraint w15_check check (quantity > 0);",
  ),
  sql(
    ["database-nothing-dropped-in-use", "database-nothing-renamed-in-use"],
    "a table moved out of sight",
    "create schema attic;\nalter table public.usage_events set schema attic;",
    "alter table public.usage_events",
  ),
  sql(
    "database-rows-changed-in-batches",
    "every row by a merge",
    "merge into public.posts p using public.posts q on p.id = q.id when matched then update set body = q.body;",
  ),
  sql(
    "database-rows-changed-in-batches",
    "every row joined",
    "update public.posts p set body = q.body from public.posts q where q.id = p.id;",
  ),
  sql(
    "database-buckets-private",
    "a bucket opened by an upsert",
    "insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types) values ('w16', 'w16', false, 1000, '{image/png}') on conflict (id) do nothing;\ninsert into storage.buckets (id, name) values ('w16', 'w16') on conflict (id) do update set public = true;",
    "on conflict (id) do update",
  ),
  sql(
    "database-realtime-tables-named",
    "a whole schema streamed",
    "alter publication supabase_realtime add tables in schema public;",
  ),
  sql(
    "sensitive_columns_exposed",
    "secrets by a view",
    `${table("w17", "totp_secret text, card_number text")}grant select on public.w17 to authenticated;\ncreate policy w17_all on public.w17 for select to authenticated using (true);`,
    "create policy w17_all",
  ),
];

export const harmlessShapes: readonly Mutation[] = [
  harmless(
    "tables that nobody reaches",
    migration(
      "create schema workbench;\ncreate table workbench.notes (id uuid primary key, body text);\ncreate temporary table scratch on commit drop as select 1 as one;",
    ),
  ),
  harmless(
    "an extension of its own schema",
    migration("create extension if not exists hstore with schema extensions;"),
  ),
  harmless(
    "a constraint in two steps",
    migration(
      "alter table public.posts add constraint posts_w20 check (char_length(body) < 100000) not valid;",
    ),
  ),
  harmless(
    "a longer text and a comment",
    migration(
      "comment on table public.posts is 'drop table public.posts; grant all on public.posts to anon';",
    ),
  ),
  harmless(
    "rows of a table that is new",
    migration(
      `${table("w21")}insert into public.w21 (id) values (gen_random_uuid());\nupdate public.w21 set id = gen_random_uuid() where id is not null;`,
    ),
  ),
  harmless("a right taken away", migration("revoke all on public.posts from anon;")),
];
