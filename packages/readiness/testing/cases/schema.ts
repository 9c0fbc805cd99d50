/** SQL that a lint finds something in, after the schema that it finds nothing in. */
export interface SchemaCase {
  readonly rule: string;
  readonly broken: string;
}

/** A table, a function, a view and a policy as they should be. */
export const goodSchema = `
  create table public.authors (id uuid primary key, name text not null);
  create table public.notes (id uuid primary key, author_id uuid not null references public.authors (id), body text not null);
  create index notes_author on public.notes (author_id, id desc);
  alter table public.authors enable row level security, force row level security;
  alter table public.notes enable row level security, force row level security;
  revoke all on public.authors, public.notes from anon, authenticated, service_role;
  grant select on public.notes to authenticated;
  create policy notes_read on public.notes for select to authenticated using (author_id = (select auth.uid()));
  create function public.note_count() returns bigint language sql stable set search_path = '' as $$ select count(*) from public.notes $$;
  create view public.recent with (security_invoker = on) as select id from public.notes;
  revoke all on public.recent from anon;
`;

export const schemaCases: readonly SchemaCase[] = [
  { rule: "database-rls-enabled", broken: "alter table public.notes disable row level security;" },
  { rule: "database-rls-forced", broken: "alter table public.notes no force row level security;" },
  {
    rule: "database-policies-in-force",
    broken: "alter table public.notes disable row level security;",
  },
  {
    rule: "database-granted-tables-have-policies",
    broken: "drop policy notes_read on public.notes;",
  },
  {
    rule: "database-policies-ask-once",
    broken:
      "create policy notes_write on public.notes for insert to authenticated with check (author_id = auth.uid());",
  },
  {
    rule: "database-policies-not-always-true",
    broken: "create policy notes_any on public.notes for update to authenticated using (true);",
  },
  {
    rule: "database-policies-not-by-user-metadata",
    broken:
      "create policy admins on public.notes for delete to authenticated using ((select auth.jwt()) -> 'user_metadata' ->> 'role' = 'admin');",
  },
  {
    rule: "database-policies-name-their-roles",
    broken: "create policy notes_open on public.notes for delete using (body = '');",
  },
  {
    rule: "database-policies-one-for-each-use",
    broken:
      "create policy notes_read_too on public.notes for select to authenticated using (body = '');",
  },
  {
    rule: "database-functions-fix-search-path",
    broken: "create function public.f() returns integer language sql as $$ select 1 $$;",
  },
  {
    rule: "database-definers-not-callable",
    broken:
      "create function public.f() returns integer language sql security definer set search_path = '' as $$ select 1 $$;",
  },
  {
    rule: "database-views-as-their-caller",
    broken: "create view public.all_notes as select * from public.notes;",
  },
  {
    rule: "database-users-not-shown",
    broken:
      "create view public.people with (security_invoker = on) as select id from auth.users; grant select on public.people to anon;",
  },
  {
    rule: "database-materialized-views-hidden",
    broken:
      "create materialized view public.totals as select count(*) from public.notes; grant select on public.totals to anon;",
  },
  { rule: "database-foreign-keys-indexed", broken: "drop index public.notes_author;" },
  {
    rule: "database-indexes-once",
    broken: "create index notes_author_again on public.notes (author_id, id desc);",
  },
  {
    rule: "database-tables-have-keys",
    broken: "create table public.keyless (at timestamptz not null);",
  },
  {
    rule: "database-extensions-apart",
    broken: "create extension if not exists pg_trgm with schema public;",
  },
  {
    rule: "database-sensitive-columns-hidden",
    broken:
      "alter table public.notes add column password text; grant select on public.notes to anon;",
  },
  {
    rule: "database-types-can-be-upgraded",
    broken: "alter table public.notes add column target regproc;",
  },
  { rule: "database-anonymous-do-not-write", broken: "grant insert on public.notes to anon;" },
];
