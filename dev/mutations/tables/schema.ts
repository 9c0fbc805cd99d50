import { breaks, edit, harmless, migration } from "../edits.ts";
import type { Mutation } from "../mutation.ts";

const sql = (rule: string | readonly string[], what: string, text: string, line?: string) =>
  breaks(rule, what, migration(text), line === undefined ? {} : { line });
/** A table that breaks no rule. */
const table = (name: string, columns = "body text not null") =>
  `create table public.${name} (id uuid primary key, owner_id uuid not null default auth.uid(), ${columns});\nalter table public.${name} enable row level security, force row level security;\nrevoke all on table public.${name} from public, anon, authenticated;\ngrant select on public.${name} to service_role;\n`;

export const schema: readonly Mutation[] = [
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
  sql(
    "policy_exists_rls_disabled",
    "a policy without effect",
    "create table public.t15 (id uuid primary key);\ncreate policy t15_p on public.t15 for select to authenticated using (id = (select auth.uid()));",
    "create policy t15_p",
  ),
  sql(
    "rls_enabled_no_policy",
    "a grant without policy",
    `${table("t16")}grant select on public.t16 to authenticated;`,
    "grant select on public.t16 to authenticated",
  ),
  sql(
    "database-rls-forced",
    "not for the owner",
    "create table public.t17 (id uuid primary key);\nalter table public.t17 enable row level security;",
    "create table public.t17",
  ),
  sql(
    "function_search_path_mutable",
    "a function with the caller's path",
    "create function public.f1() returns integer language sql as $$ select 1 $$;\nrevoke all on function public.f1() from public, anon, authenticated;",
    "create function public.f1",
  ),
  sql(
    ["anon_security_definer_function_executable"],
    "a definer for everybody",
    "create function public.f2() returns bigint language sql security definer set search_path = '' as $$ select count(*) from public.posts $$;",
    "create function public.f2",
  ),
  sql(
    ["authenticated_security_definer_function_executable"],
    "altered to a definer",
    "create function public.f3() returns bigint language sql set search_path = '' as $$ select count(*) from public.posts $$;\nrevoke all on function public.f3() from public, anon;\ngrant execute on function public.f3() to authenticated;\nalter function public.f3() security definer;",
    "alter function public.f3",
  ),
  sql(
    "sensitive_columns_exposed",
    "tokens readable by all",
    `${table("t18", "password_reset_token text, tax_number text")}grant select on public.t18 to anon;\ncreate policy t18_all on public.t18 for select to anon using (true);`,
    "create policy t18_all",
  ),
  sql(
    "sensitive_columns_exposed",
    "another word for it",
    `${table("t19", "ssn text, iban text")}grant select on public.t19 to anon;\ncreate policy t19_all on public.t19 for select to anon using (true);`,
    "create policy t19_all",
  ),
  sql(
    "sensitive_columns_exposed",
    "an API key in camel case",
    `${table("t20", '"apiSecret" text')}grant select on public.t20 to anon;\ncreate policy t20_all on public.t20 for select to anon using (true);`,
    "create policy t20_all",
  ),
  sql(
    "database-authority-not-writable",
    "a user makes themself admin",
    `${table("t21", "is_admin boolean not null default false")}grant update on public.t21 to authenticated;\ncreate policy t21_own on public.t21 for update to authenticated using (owner_id = (select auth.uid()));`,
    "grant update on public.t21",
  ),
  sql(
    "database-authority-not-writable",
    "a user chooses their role",
    `${table("t22", "role text not null default 'member'")}grant insert on public.t22 to authenticated;\ncreate policy t22_own on public.t22 for insert to authenticated with check (owner_id = (select auth.uid()));`,
    "grant insert on public.t22",
  ),
  sql(
    "database-buckets-private",
    "a public bucket",
    "insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types) values ('invoices', 'invoices', true, 1000, '{application/pdf}');",
  ),
  sql(
    "database-buckets-private",
    "made public later",
    "insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types) values ('papers', 'papers', false, 1000, '{application/pdf}');\nupdate storage.buckets set public = true where id = 'papers';",
    "update storage.buckets",
  ),
  sql(
    "public_bucket_allows_listing",
    "a listing",
    "insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types) values ('avatars', 'avatars', true, 1000, '{image/png}');\ncreate policy list_avatars on storage.objects for select to anon using (bucket_id = 'avatars');",
    "create policy list_avatars",
  ),
  sql(
    "database-files-not-writable-by-everyone",
    "anybody's files",
    "create policy put_any on storage.objects for insert to authenticated with check (bucket_id = 'avatars');",
    "create policy put_any",
  ),
  sql(
    "database-buckets-bounded",
    "files of any size",
    "insert into storage.buckets (id, name, public) values ('things', 'things', false);",
  ),
  sql(
    ["database-realtime-guarded"],
    "a table in realtime without row security",
    "create table public.t23 (id uuid primary key);\ngrant select on public.t23 to authenticated;\nalter publication supabase_realtime add table public.t23;",
    "create table public.t23",
  ),
  sql(
    "database-roles-without-bypass",
    "past row security",
    "create role reporting nologin bypassrls;",
  ),
  sql(
    "database-roles-without-bypass",
    "altered past it",
    "create role reporting_2 nologin;\nalter role reporting_2 bypassrls;",
    "alter role reporting_2",
  ),
  sql(
    "database-roles-without-bypass",
    "a role that makes roles",
    "create role maker nologin createrole;",
  ),
  sql(
    "database-roles-not-administrators",
    "a member of one",
    "create role member_1 nologin;\ngrant dashboard_user to member_1;",
    "create role member_1",
  ),
  sql(
    "database-roles-without-written-password",
    "a written password",
    "create role writer login password 'summer-2026';",
  ),
  sql(
    "extension_in_public",
    "an extension in public",
    "create extension if not exists pg_trgm with schema public;",
  ),
  sql(
    "no_primary_key",
    "no key",
    "create table public.t24 (at timestamptz not null);\nalter table public.t24 enable row level security, force row level security;",
    "create table public.t24",
  ),
  sql(
    "unindexed_foreign_keys",
    "a reference without index",
    `${table("t25", "post_id uuid references public.posts (id)")}`,
    "create table public.t25",
  ),
  sql(
    "duplicate_index",
    "one index twice",
    "create table public.t26 (id uuid primary key, body text);\nalter table public.t26 enable row level security, force row level security;\ncreate index t26_a on public.t26 (body);\ncreate index t26_b on public.t26 (body);",
    "create index t26_b",
  ),
  sql(
    "fkey_to_auth_unique",
    "a reference to a phone",
    `${table("t27", "phone text references auth.users (phone)")}`,
    "create table public.t27",
  ),
];

export const migrationsTable: readonly Mutation[] = [
  sql(
    "database-columns-added-with-values",
    "a column without a value",
    "alter table public.posts add column tenant_id uuid not null;",
  ),
  sql(
    "database-not-null-by-check",
    "not null at once",
    "alter table public.usage_events alter column user_id set not null;",
  ),
  sql(
    "database-indexes-built-concurrently",
    "an index that locks",
    "create index posts_body on public.posts (body);",
  ),
  sql(
    "database-indexes-built-concurrently",
    "a unique one",
    "create unique index if not exists posts_unique on public.posts (author_id, body);",
  ),
  sql(
    "database-tables-not-rewritten",
    "another type",
    "alter table public.usage_events alter column quantity type bigint;",
  ),
  sql(
    "database-tables-not-rewritten",
    "a volatile default",
    "alter table public.posts add column nonce uuid default gen_random_uuid();",
  ),
  sql(
    "database-constraints-added-not-valid",
    "a check of all rows",
    "alter table public.posts add constraint posts_short check (char_length(body) < 5000);",
  ),
  sql(
    "database-constraints-added-not-valid",
    "a foreign key of all rows",
    "alter table public.usage_events add constraint usage_user foreign key (user_id) references auth.users (id);",
  ),
  sql(
    "database-nothing-dropped-in-use",
    "a column dropped",
    "alter table public.posts drop column visibility cascade;",
  ),
  sql(
    "database-nothing-dropped-in-use",
    "a table dropped",
    "drop table public.usage_events cascade;",
  ),
  sql(
    "database-nothing-renamed-in-use",
    "a column renamed",
    "alter table public.posts rename column body to content;",
  ),
  sql(
    "database-nothing-renamed-in-use",
    "a table renamed",
    "alter table public.api_keys rename to keys;",
  ),
  sql(
    "database-rows-changed-in-batches",
    "every row at once",
    "update public.posts set body = body;",
  ),
  sql(
    "database-rows-changed-in-batches",
    "every row, in a block",
    "do $$ begin update public.posts set body = lower(body); end $$;",
  ),
  sql("database-tables-not-locked", "a lock", "lock table public.posts in access exclusive mode;"),
  sql(
    "database-tables-not-locked",
    "a full vacuum in other words",
    "cluster public.posts using posts_feed_order;",
  ),
  sql(
    "database-keys-use-an-index",
    "a unique constraint built under lock",
    "alter table public.posts add constraint posts_once unique (author_id, created_at);",
  ),
  sql("database-migrations-run", "a mistake", "alter table public.pots add column x integer;"),
  breaks(
    "database-indexes-built-concurrently",
    "a migration in TypeScript",
    {
      file: "app/migrations/0290_index.ts",
      after:
        'import type { MigrationBuilder } from "node-pg-migrate";\n\nexport function up(pgm: MigrationBuilder): void {\n  pgm.sql("create index posts_vis on public.posts (visibility)");\n}\n\nexport function down(): void {}\n',
    },
    { line: "create index posts_vis" },
  ),
  breaks(
    "rls_disabled_in_public",
    "a migration in TypeScript by its builder",
    {
      file: "app/migrations/0291_table.ts",
      after:
        'import type { MigrationBuilder } from "node-pg-migrate";\n\nexport function up(pgm: MigrationBuilder): void {\n  pgm.createTable("built", { id: { type: "uuid", primaryKey: true } });\n}\n\nexport function down(): void {}\n',
    },
    { line: "pgm.createTable" },
  ),
  breaks(
    ["rls_disabled_in_public"],
    "row security taken out of a module's migration",
    edit(
      "app/src/modules/feed/migrations/0001_posts.sql",
      "alter table public.posts enable row level security;",
      "-- alter table public.posts enable row level security;",
    ),
    { anywhere: true },
  ),
];

export const harmlessSchema: readonly Mutation[] = [
  harmless("a secured table", migration(table("h1"))),
  harmless(
    "a temporary table",
    migration("create temporary table h2 as select * from public.posts;"),
  ),
  harmless(
    "a table of another schema",
    migration("create schema h3;\ncreate table h3.people (id uuid primary key);"),
  ),
  harmless(
    "row security in a block",
    migration(
      `${table("h4")}do $$ begin execute 'alter table public.h4 enable row level security'; end $$;`,
    ),
  ),
  harmless(
    "a view for the caller",
    migration(
      "create view public.h5 with (security_invoker = on) as select id, body from public.posts;",
    ),
  ),
  harmless(
    "a column with a default",
    migration("alter table public.posts add column language text not null default 'en';"),
  ),
  harmless(
    "a nullable column",
    migration("alter table public.posts add column edited_at timestamptz;"),
  ),
  harmless(
    "a constraint that is validated later",
    migration(
      "alter table public.posts add constraint posts_h8 check (char_length(body) < 9000) not valid;",
    ),
  ),
  harmless(
    "an index on a new table",
    migration(`${table("h9")}create index h9_owner on public.h9 (owner_id);`),
  ),
  harmless(
    "one row",
    migration(
      "insert into public.posts (author_id, body) values (gen_random_uuid(), 'hello');\ndelete from public.posts where id = gen_random_uuid();",
    ),
  ),
  harmless(
    "a private bucket",
    migration(
      "insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types) values ('h11', 'h11', false, 1000, '{application/pdf}');",
    ),
  ),
  harmless("a role that cannot log in", migration("create role h12 nologin;")),
  harmless(
    "a policy of the owner",
    migration(
      `${table("h13")}grant select on public.h13 to authenticated;\ncreate policy h13_own on public.h13 for select to authenticated using (owner_id = (select auth.uid()));`,
    ),
  ),
  harmless(
    "a function of nobody's path",
    migration(
      "create function public.h14() returns integer language sql immutable set search_path = '' as $$ select 1 $$;",
    ),
  ),
  harmless(
    "counts of tokens for everybody",
    migration(
      `${table("h15", "token_count integer")}grant select on public.h15 to anon;\ncreate policy h15_all on public.h15 for select to anon using (true);`,
    ),
  ),
  harmless("a comment", migration("comment on table public.posts is 'What people wrote.';")),
  harmless(
    "a wider text",
    migration("alter table public.posts alter column visibility set default 'private';"),
  ),
];
