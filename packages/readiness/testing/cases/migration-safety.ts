import type { SchemaCase } from "./schema-case.ts";

export const migrationSafetyCases: readonly SchemaCase[] = [
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
    rule: "database-rows-changed-in-batches",
    broken: "do $$ begin update public.notes set code = 'a'; end $$;",
    harmless: "do $$ begin update public.notes set code = 'a' where code is null; end $$;",
  },
  {
    rule: "database-rows-changed-in-batches",
    broken: "do $$ begin if true then execute 'delete from public.notes'; end if; end $$;",
    harmless: "do $$ begin execute 'delete from public.notes where code = ''old'''; end $$;",
  },
  {
    rule: "database-rows-changed-in-batches",
    broken:
      "with changed as (update public.notes set code = 'a' returning code) select count(*) from changed;",
    harmless: "with old as (select code from public.notes) select count(*) from old;",
  },
  {
    rule: "database-rows-changed-in-batches",
    broken: "update public.notes set code = 'a' where true;",
    harmless: "do $$ begin perform code from public.notes for update; end $$;",
  },
  {
    rule: "database-tables-not-locked",
    broken: "drop index public.notes_author;",
    harmless: "drop index if exists public.notes_none;",
  },
  {
    rule: "database-tables-not-locked",
    broken: "lock table public.notes in exclusive mode;",
    harmless: "analyze public.notes;",
  },
];

/** Cases that need a separate migration file, because they end its transaction. */
export const outsideCases: readonly SchemaCase[] = [
  {
    rule: "database-concurrent-outside-transaction",
    broken: "create index concurrently notes_body on public.notes (body);",
    harmless: "create table public.fresh (id uuid primary key);",
  },
];
