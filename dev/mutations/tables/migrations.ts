import { breaks, edit } from "../edits.ts";
import type { Mutation } from "../mutation.ts";
import { sql } from "./sql.ts";

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
