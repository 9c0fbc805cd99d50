import { harmless, migration } from "../edits.ts";
import type { Mutation } from "../mutation.ts";
import { table } from "./sql.ts";

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
    "a function with an empty search_path",
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
