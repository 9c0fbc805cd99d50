import { migrationSafetyCases } from "./migration-safety.ts";
import { rowSecurityCases } from "./row-security.ts";
import type { SchemaCase } from "./schema-case.ts";

/** A table, a function, a view, policies and roles as they should be. */
export const goodSchema = `
  create table public.authors (id uuid primary key, name text not null);
  create table public.notes (id uuid primary key, author_id uuid not null references public.authors (id), body text not null, code varchar(10));
  create index notes_author on public.notes (author_id, id desc);
  alter table public.authors enable row level security, force row level security;
  alter table public.notes enable row level security, force row level security;
  revoke all on public.authors, public.notes from anon, authenticated, service_role;
  grant select on public.notes to authenticated;
  create policy notes_read on public.notes for select to authenticated using (author_id = (select auth.uid()));
  create function public.note_count() returns bigint language sql stable set search_path = '' as $$ select count(*) from public.notes $$;
  create view public.recent with (security_invoker = on) as select id from public.notes;
  revoke all on public.recent from anon;
  create role reporting nologin;
  insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types) values ('papers', 'papers', false, 1000000, '{application/pdf}');
`;

export const schemaCases: readonly SchemaCase[] = [
  ...rowSecurityCases,
  {
    rule: "function_search_path_mutable",
    broken: "create function public.f() returns integer language sql as $$ select 1 $$;",
    harmless:
      "create function public.f() returns integer language sql as $$ select 1 $$; alter function public.f() set search_path = '';",
  },
  {
    rule: "anon_security_definer_function_executable",
    broken:
      "create function public.f() returns integer language sql security definer set search_path = '' as $$ select 1 $$; revoke all on function public.f() from authenticated;",
    harmless:
      "create function public.f() returns integer language sql security definer set search_path = '' as $$ select 1 $$; revoke all on function public.f() from public, anon, authenticated;",
    line: "create function public.f()",
  },
  {
    rule: "authenticated_security_definer_function_executable",
    broken:
      "alter function public.note_count() security definer; revoke all on function public.note_count() from public, anon;",
    harmless: "revoke all on function public.note_count() from public, anon;",
    line: "alter function public.note_count() security definer",
  },
  {
    rule: "security_definer_view",
    broken: "alter view public.recent set (security_invoker = off);",
    harmless: "alter view public.recent set (security_barrier = on);",
  },
  {
    rule: "auth_users_exposed",
    broken: "create view public.people with (security_invoker = on) as select id from auth.users;",
    harmless:
      "create view public.people with (security_invoker = on) as select id from auth.users; revoke all on public.people from anon, authenticated;",
  },
  {
    rule: "database-platform-tables-closed",
    broken: "grant select (id, email) on auth.users to authenticated;",
    harmless:
      "grant references on auth.users to authenticated; grant select (id, email) on auth.users to reporting; grant select on auth.users to service_role;",
  },
  {
    rule: "database-platform-tables-closed",
    broken: "create role backoffice; grant select on vault.decrypted_secrets to backoffice;",
    harmless: "grant select on auth.users to anon; revoke select on auth.users from anon;",
  },
  {
    rule: "database-api-settings-declared",
    broken: "alter role authenticator set pgrst.db_schemas = 'public, auth';",
    harmless:
      "alter role authenticator set pgrst.db_schemas = 'graphql_public, public'; alter role authenticator set pgrst.db_pre_request = 'public.note_count';",
  },
  {
    rule: "database-api-settings-declared",
    broken: "alter role authenticator set pgrst.db_anon_role = 'service_role';",
    harmless:
      "alter role authenticator set pgrst.db_anon_role = 'service_role'; alter role authenticator reset all;",
  },
  {
    rule: "database-api-timeouts-kept",
    broken: "alter role anon set statement_timeout = 0;",
    harmless:
      "alter role authenticated set statement_timeout = '15s'; alter role reporting set statement_timeout = '1h';",
  },
  {
    rule: "materialized_view_in_api",
    broken: "create materialized view public.totals as select count(*) from public.notes;",
    harmless:
      "create materialized view public.totals as select count(*) from public.notes; revoke all on public.totals from anon, authenticated;",
  },
  {
    rule: "foreign_table_in_api",
    broken:
      "create foreign data wrapper w; create server s foreign data wrapper w; create foreign table public.remote (id integer) server s;",
    harmless:
      "create foreign data wrapper w; create server s foreign data wrapper w; create foreign table public.remote (id integer) server s; revoke all on public.remote from anon, authenticated;",
  },
  {
    rule: "unindexed_foreign_keys",
    broken:
      "create table public.tags (id uuid primary key, note_id uuid references public.notes (id));",
    harmless:
      "create table public.tags (id uuid primary key, note_id uuid references public.notes (id)); create index on public.tags (note_id);",
  },
  {
    rule: "duplicate_index",
    broken: "create index notes_author_again on public.notes (author_id, id desc);",
    harmless:
      "create index notes_author_again on public.notes (author_id, id desc) where body <> '';",
  },
  {
    rule: "no_primary_key",
    broken: "create table public.keyless (at timestamptz not null);",
    harmless:
      "create table public.keyless (at timestamptz not null); alter table public.keyless add column id bigint generated always as identity primary key;",
  },
  {
    rule: "extension_in_public",
    broken: "create extension if not exists pg_trgm with schema public;",
    harmless: "create extension if not exists pg_trgm with schema extensions;",
  },
  {
    rule: "sensitive_columns_exposed",
    broken:
      "alter table public.notes add column password_reset_token text, add column tax_number text; grant select on public.notes to anon;",
    harmless:
      "alter table public.notes add column password_reset_token text, add column token_count integer; revoke select on public.notes from authenticated; grant select (id, token_count) on public.notes to anon;",
  },
  {
    rule: "unsupported_reg_types",
    broken: "alter table public.notes add column target regproc;",
    harmless: "alter table public.notes add column target regclass;",
  },
  {
    rule: "database-anonymous-do-not-write",
    broken: "grant insert on all tables in schema public to anon;",
    harmless:
      "grant insert on all tables in schema public to anon; revoke insert on all tables in schema public from anon;",
  },
  {
    rule: "database-anonymous-do-not-write",
    broken:
      "create role writers; grant delete on public.notes to writers; alter role anon inherit; grant writers to anon with inherit true;",
    harmless:
      "create role writers; grant delete on public.notes to writers; grant writers to service_role;",
    line: "create table public.notes",
  },
  {
    rule: "database-writes-by-the-worker",
    broken: "grant update (body) on public.notes to authenticated;",
    harmless: "grant update on public.notes to service_role;",
  },
  {
    rule: "database-callers-do-not-truncate",
    broken: "grant truncate on public.notes to authenticated;",
    harmless: "grant truncate on public.notes to service_role;",
  },
  {
    rule: "database-authority-not-writable",
    broken:
      "alter table public.authors add column is_admin boolean not null default false; create policy authors_edit on public.authors for update to authenticated using (id = (select auth.uid())); grant update on public.authors to authenticated;",
    harmless:
      "alter table public.authors add column is_admin boolean not null default false; create policy authors_edit on public.authors for update to authenticated using (id = (select auth.uid())); grant update (name) on public.authors to authenticated;",
  },
  {
    rule: "pg_graphql_anon_table_exposed",
    broken:
      "create extension pg_graphql with schema graphql; grant select on public.notes to anon;",
    harmless: "grant select on public.notes to anon;",
  },
  {
    rule: "pg_graphql_authenticated_table_exposed",
    broken: "create extension pg_graphql with schema graphql;",
    harmless: "create extension pg_net;",
    line: "grant select on public.notes to authenticated",
  },
  {
    rule: "fkey_to_auth_unique",
    broken:
      "create table public.contacts (id uuid primary key, phone text references auth.users (phone));",
    harmless: "create table public.contacts (id uuid primary key references auth.users (id));",
  },
  {
    rule: "public_bucket_allows_listing",
    broken:
      "update storage.buckets set public = true; create policy papers_list on storage.objects for select to anon using (bucket_id = 'papers');",
    harmless:
      "update storage.buckets set public = true; create policy papers_list on storage.objects for select to authenticated using (bucket_id = 'papers' and owner_id = (select auth.uid())::text);",
  },
  {
    rule: "database-buckets-private",
    broken: "insert into storage.buckets (id, name, public) values ('invoices', 'invoices', true);",
    harmless:
      "insert into storage.buckets (id, name, public) values ('invoices', 'invoices', false);",
  },
  {
    rule: "database-buckets-bounded",
    broken: "insert into storage.buckets (id, name) values ('invoices', 'invoices');",
    harmless:
      "insert into storage.buckets (id, name, file_size_limit, allowed_mime_types) values ('invoices', 'invoices', 100, '{image/png}');",
  },
  {
    rule: "database-files-not-writable-by-everyone",
    broken:
      "create policy papers_add on storage.objects for insert to authenticated with check (bucket_id = 'papers');",
    harmless:
      "create policy papers_add on storage.objects for insert to authenticated with check (bucket_id = 'papers' and (storage.foldername(name))[1] = (select auth.uid())::text);",
  },
  {
    rule: "database-realtime-guarded",
    broken:
      "alter publication supabase_realtime add table public.notes; grant select on public.notes to authenticated; alter table public.notes disable row level security;",
    harmless: "alter publication supabase_realtime add table public.notes;",
  },
  {
    rule: "database-realtime-tables-named",
    broken:
      "drop publication supabase_realtime; create publication supabase_realtime for all tables;",
    harmless:
      "drop publication supabase_realtime; create publication supabase_realtime for table public.notes;",
  },
  {
    rule: "insecure_queue_exposed_in_api",
    broken:
      "create schema pgmq; create extension pgmq; select pgmq.create('jobs'); grant select on pgmq.q_jobs to authenticated;",
    harmless:
      "create schema pgmq; create extension pgmq; select pgmq.create('jobs'); alter table pgmq.q_jobs enable row level security;",
  },
  {
    rule: "database-roles-without-bypass",
    broken: "alter role reporting bypassrls;",
    harmless: "alter role reporting connection limit 5;",
  },
  {
    rule: "database-roles-not-administrators",
    broken: "create role middle; grant dashboard_user to middle; grant middle to reporting;",
    harmless: "create role middle; grant authenticated to middle; grant middle to reporting;",
    line: "create role middle",
  },
  {
    rule: "database-roles-without-written-password",
    broken: "alter role reporting login password 'summer-2026';",
    harmless: "alter role reporting login;",
  },
  ...migrationSafetyCases,
];
