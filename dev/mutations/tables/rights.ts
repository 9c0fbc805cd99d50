import type { Mutation } from "../mutation.ts";
import { sql, table } from "./sql.ts";

export const rights: readonly Mutation[] = [
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
