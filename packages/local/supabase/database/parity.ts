import type { ParityRow } from "../../kernel/vendor.ts";
import { suppliedExtensions } from "./extensions/extension-files.ts";
import { lackingExtensions, withoutPostgres17 } from "./extensions/lacking.ts";

const kept = Object.keys(suppliedExtensions).filter((name) => name !== "supabase_vault");

/** How a project's database differs from Supabase. */
export const databaseParity: readonly ParityRow[] = [
  {
    what: "schemas auth, storage, realtime, vault, supabase_functions",
    level: "enforced",
    note: "the tables, columns, keys, policies and grants that Supabase's services leave; postgres gets policies and triggers on them, and no change of their own",
  },
  {
    what: "roles anon, authenticated, service_role, authenticator: alter role … set",
    level: "enforced",
  },
  {
    what: "the same roles: any other change, and grant authenticator",
    level: "accepted",
    note: "Supabase reserves them and refuses it; PostgreSQL has no privilege for the settings alone",
  },
  {
    what: "postgres: create event trigger, create publication for all tables, create subscription",
    level: "refused",
    note: "supautils allows it at Supabase",
  },
  {
    what: "auth, storage and realtime as servers; database webhooks",
    level: "accepted",
    note: "rows are stored, but no service acts on them",
  },
  { what: "extensions of PostgreSQL's contrib, supabase_vault", level: "enforced" },
  {
    what: `extensions ${kept.join(", ")}`,
    level: "accepted",
    note: "their tables and functions exist, but no job runs, no request is sent and no GraphQL query is answered; `create extension` warns about it",
  },
  {
    what: `extensions ${lackingExtensions.join(", ")}`,
    level: "refused",
    note: "not on this machine: create extension fails with one sentence",
  },
  {
    what: `extensions ${withoutPostgres17.join(", ")}`,
    level: "refused",
    note: "Supabase has none for PostgreSQL 17",
  },
  {
    what: "pooler in transaction mode: named prepared statements",
    level: "refused",
    note: "as in Supavisor's transaction mode, the next statement may run on another connection. Set `prepare: false`, or connect directly",
  },
  {
    what: "supabase-js: /rest/v1, /auth/v1, /storage/v1, /realtime/v1, /functions/v1, /graphql/v1",
    level: "refused",
    note: "no such server is running; connect to PostgreSQL instead",
  },
];
