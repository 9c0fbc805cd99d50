import type { Mutation } from "../mutation.ts";
import { sql } from "./sql.ts";

/** Migrations that lock, lose or expose more than intended. */
export const carelessSql: readonly Mutation[] = [
  sql(
    "database-roles-without-bypass",
    "a role past row security",
    "alter role app_worker bypassrls;",
  ),
  sql(
    ["database-login-least-rights", "database-roles-not-administrators"],
    "an administrator for every user",
    "grant dashboard_user to authenticated;",
  ),
  sql(
    "database-realtime-tables-named",
    "everything streamed",
    "drop publication if exists supabase_realtime;\ncreate publication supabase_realtime for all tables;",
    "create publication",
  ),
  sql(
    "database-buckets-private",
    "every bucket opened",
    "insert into storage.buckets (id, name, file_size_limit, allowed_mime_types) values ('c1', 'c1', 1000, '{image/png}');\nupdate storage.buckets set public = true;",
    "update storage.buckets",
  ),
  sql(
    "database-files-not-writable-by-everyone",
    "anybody uploads",
    "create policy c2 on storage.objects for insert to anon with check (true);",
  ),
  sql(
    "anon_security_definer_function_executable",
    "a function of the owner's for anybody",
    "create function public.c3() returns integer language sql security definer set search_path = '' as $$ select 1 $$;\ngrant execute on function public.c3() to anon;",
  ),
  sql(
    "database-rows-changed-in-batches",
    "rows deleted in a block",
    "do $$ begin delete from public.posts; end $$;",
  ),
  sql(
    "database-rows-changed-in-batches",
    "rows changed by text that is run",
    "do $$ begin execute 'update public.posts set body = body'; end $$;",
  ),
  sql(
    "database-rows-changed-in-batches",
    "rows changed where true",
    "update public.posts set body = body where true;",
  ),
  sql(
    "database-rows-changed-in-batches",
    "rows changed in a query",
    "with changed as (update public.posts set body = body returning id) select count(*) from changed;",
  ),
  sql(
    "database-tables-not-rewritten",
    "a column that is computed",
    "alter table public.posts add column size integer generated always as (char_length(body)) stored;",
  ),
  sql(
    "database-tables-not-rewritten",
    "a serial column",
    "alter table public.posts add column number bigserial;",
  ),
  sql(
    "database-tables-not-rewritten",
    "a table that a crash empties",
    "alter table public.posts set unlogged;",
  ),
  sql(
    ["database-indexes-built-concurrently", "database-tables-not-locked"],
    "an index built again",
    "reindex table public.posts;",
  ),
  sql(
    ["database-indexes-built-concurrently", "database-tables-not-locked"],
    "an index dropped under lock",
    "drop index public.posts_feed_order;",
  ),
  sql(
    "database-rls-forced",
    "not forced any more",
    "alter table public.posts no force row level security;",
  ),
  sql("database-rows-changed-in-batches", "a table emptied", "truncate public.usage_events;"),
];
