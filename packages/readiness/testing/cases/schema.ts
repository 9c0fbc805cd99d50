/** A second migration that a rule finds something in, and the nearest one in which it does not. */
export interface SchemaCase {
  readonly rule: string;
  readonly broken: string;
  readonly harmless: string;
  /** Text of the line that has to be named; default the last statement of `broken`. */
  readonly line?: string;
  /** Only a live database shows it. */
  readonly live?: true;
}

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

/** A new table that breaks no other rule. */
const secured = (table: string) =>
  `alter table ${table} enable row level security, force row level security; revoke all on ${table} from anon, authenticated;`;

export const schemaCases: readonly SchemaCase[] = [
  {
    rule: "rls_disabled_in_public",
    broken: "alter table public.notes disable row level security;",
    harmless:
      "alter table public.notes disable row level security; alter table public.notes enable row level security;",
  },
  {
    rule: "rls_disabled_in_public",
    broken: "create table public.notes_archive as select * from public.notes;",
    harmless: `create table public.notes_archive as select * from public.notes; ${secured("public.notes_archive")}`,
  },
  {
    rule: "rls_disabled_in_public",
    broken: "select * into public.copies from public.notes;",
    harmless: "create temporary table copies as select * from public.notes;",
  },
  {
    rule: "rls_disabled_in_public",
    broken:
      "create schema internal; create table internal.people (id uuid primary key); alter table internal.people set schema public;",
    harmless: "create schema internal; create table internal.people (id uuid primary key);",
  },
  {
    rule: "rls_disabled_in_public",
    broken: "do $$ begin execute 'alter table public.notes disable row level security'; end $$;",
    harmless: "do $$ begin execute 'alter table public.notes enable row level security'; end $$;",
  },
  {
    rule: "rls_disabled_in_public",
    broken:
      "create table public.log (at timestamptz primary key) partition by range (at); alter table public.log enable row level security; create table public.log_1 partition of public.log default;",
    harmless: `create table public.log (at timestamptz primary key) partition by range (at); ${secured("public.log")}`,
  },
  {
    rule: "database-rls-forced",
    broken: "alter table public.notes no force row level security;",
    harmless: "alter table public.notes force row level security;",
  },
  {
    rule: "policy_exists_rls_disabled",
    broken: "alter table public.notes disable row level security;",
    harmless:
      "alter table public.notes disable row level security; drop policy notes_read on public.notes;",
  },
  {
    rule: "rls_enabled_no_policy",
    broken: "drop policy notes_read on public.notes;",
    harmless: "alter policy notes_read on public.notes rename to notes_read_own;",
    line: "grant select on public.notes to authenticated",
  },
  {
    rule: "auth_rls_initplan",
    broken:
      "create policy notes_write on public.notes for insert to authenticated with check (author_id = auth.uid());",
    harmless:
      "create policy notes_write on public.notes for insert to authenticated with check (author_id = (select auth.uid()));",
  },
  {
    rule: "auth_rls_initplan",
    broken: "alter policy notes_read on public.notes using (author_id = auth.uid());",
    harmless: "alter policy notes_read on public.notes using ((select auth.uid()) = author_id);",
  },
  {
    rule: "rls_policy_always_true",
    broken: "create policy notes_any on public.notes for update to authenticated using (true);",
    harmless: "create policy notes_any on public.notes for update to service_role using (true);",
  },
  {
    rule: "rls_policy_always_true",
    broken:
      "create policy notes_any on public.notes for insert to authenticated with check ('a' = 'a');",
    harmless:
      "create policy notes_any on public.notes for insert to authenticated with check (body <> '');",
  },
  {
    rule: "rls_references_user_metadata",
    broken:
      "create policy admins on public.notes for delete to authenticated using ((select auth.jwt()) -> 'user_metadata' ->> 'role' = 'admin');",
    harmless:
      "create policy admins on public.notes for delete to authenticated using ((select auth.jwt()) -> 'app_metadata' ->> 'role' = 'admin');",
  },
  {
    rule: "database-policies-name-their-roles",
    broken: "create policy notes_open on public.notes for delete using (body = '');",
    harmless:
      "create policy notes_open on public.notes for delete to service_role using (body = '');",
  },
  {
    rule: "multiple_permissive_policies",
    broken:
      "create policy notes_read_too on public.notes for select to authenticated using (body = '');",
    harmless:
      "create policy notes_read_too on public.notes as restrictive for select to authenticated using (body = '');",
  },
  {
    rule: "database-policies-not-recursive",
    broken:
      "alter policy notes_read on public.notes using (exists (select from public.notes n where n.author_id = (select auth.uid())));",
    harmless:
      "alter policy notes_read on public.notes using (exists (select from public.authors a where a.id = notes.author_id));",
  },
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
  {
    rule: "database-columns-added-with-values",
    broken: "alter table public.notes add column tenant_id uuid not null;",
    harmless:
      "alter table public.notes add column language text not null default 'en', add column tenant_id uuid;",
  },
  {
    rule: "database-not-null-by-check",
    broken: "alter table public.notes alter column code set not null;",
    harmless:
      "alter table public.notes add constraint code_there check (code is not null) not valid; alter table public.notes validate constraint code_there; alter table public.notes alter column code set not null;",
  },
  {
    rule: "database-indexes-built-concurrently",
    broken: "create index notes_body on public.notes (body);",
    harmless:
      "create table public.fresh (id uuid primary key, body text); create index on public.fresh (body);",
  },
  {
    rule: "database-tables-not-rewritten",
    broken: "alter table public.notes alter column code type integer using code::integer;",
    harmless: "alter table public.notes alter column code type varchar(20);",
  },
  {
    rule: "database-tables-not-rewritten",
    broken:
      "alter table public.notes add column made_at timestamptz not null default clock_timestamp();",
    harmless: "alter table public.notes add column made_at timestamptz not null default now();",
  },
  {
    rule: "database-constraints-added-not-valid",
    broken: "alter table public.notes add constraint body_there check (body <> '');",
    harmless: "alter table public.notes add constraint body_there check (body <> '') not valid;",
  },
  {
    rule: "database-constraints-added-not-valid",
    broken: "alter table public.notes add foreign key (id) references public.authors (id);",
    harmless:
      "alter table public.notes add foreign key (id) references public.authors (id) not valid;",
  },
  {
    rule: "database-keys-use-an-index",
    broken: "alter table public.notes add constraint notes_code unique (code);",
    harmless:
      "create table public.fresh (id uuid, code text); alter table public.fresh add primary key (id);",
  },
  {
    rule: "database-nothing-dropped-in-use",
    broken: "do $$ begin execute 'alter table public.notes drop column body'; end $$;",
    harmless:
      "drop index public.notes_author; drop function public.note_count(); create function public.note_count() returns integer language sql stable set search_path = '' as $$ select 1 $$;",
  },
  {
    rule: "database-nothing-dropped-in-use",
    broken: "drop table public.authors cascade;",
    harmless: "create table public.scratch (id integer); drop table public.scratch;",
  },
  {
    rule: "database-nothing-renamed-in-use",
    broken: "alter table public.notes rename column body to content;",
    harmless: "alter index public.notes_author rename to notes_by_author;",
  },
  {
    rule: "database-nothing-renamed-in-use",
    broken: "alter table public.notes rename to articles;",
    harmless:
      "alter table public.notes rename constraint notes_author_id_fkey to notes_author_fkey;",
  },
  {
    rule: "database-rows-changed-in-batches",
    broken: "update public.notes set code = 'a';",
    harmless: "update public.notes set code = 'a' where code is null;",
  },
  {
    rule: "database-rows-changed-in-batches",
    broken: "truncate public.notes;",
    harmless: "delete from public.notes where code = 'old';",
  },
  {
    rule: "database-tables-not-locked",
    broken: "lock table public.notes in exclusive mode;",
    harmless: "analyze public.notes;",
  },
];

/** Cases that a migration file of its own is needed for, as they end its transaction. */
export const outsideCases: readonly SchemaCase[] = [
  {
    rule: "database-concurrent-outside-transaction",
    broken: "create index concurrently notes_body on public.notes (body);",
    harmless: "create table public.fresh (id uuid primary key);",
  },
];
