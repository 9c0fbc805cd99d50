import { type SchemaCase, secured } from "./schema-case.ts";

export const rowSecurityCases: readonly SchemaCase[] = [
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
    rule: "rls_policy_always_true",
    broken:
      "create policy notes_any on public.notes for delete to authenticated using (coalesce(true, author_id is null));",
    harmless:
      "create policy notes_any on public.notes for delete to authenticated using (true); create policy notes_own on public.notes as restrictive for delete to authenticated using (author_id = (select auth.uid()));",
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
];
