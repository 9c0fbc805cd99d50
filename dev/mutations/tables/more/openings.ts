import { harmless, migration } from "../../edits.ts";
import type { Mutation } from "../../mutation.ts";
import { sql, table } from "../sql.ts";

const open = "rls_policy_always_true";
let policies = 0;
/** A table whose rows one policy opens to writes. */
const always = (
  condition: string,
  columns = "body text not null, made_at timestamptz not null",
) => {
  policies += 1;
  const name = `open_${policies}`;
  return sql(
    open,
    `written where ${condition}`,
    `${table(name, columns)}create policy ${name}_w on public.${name} for update to service_role, authenticated using (${condition});`,
    `create policy ${name}_w`,
  );
};
const narrow = (
  condition: string,
  columns = "body text not null, made_at timestamptz not null",
) => {
  policies += 1;
  const name = `open_${policies}`;
  return harmless(
    `written where ${condition}`,
    migration(
      `${table(name, columns)}create policy ${name}_w on public.${name} for update to authenticated using (${condition});`,
    ),
  );
};
const granted = (what: string, statement: string) =>
  sql("database-platform-tables-closed", what, statement);
const overridden = (setting: string, value: string, statement?: string) =>
  sql(
    "database-api-settings-declared",
    `${setting} = ${value}`,
    statement ?? `alter role authenticator set ${setting} = '${value}';`,
  );
const slow = (role: string, value: string) =>
  sql(
    "database-api-timeouts-kept",
    `${role} may run for ${value}`,
    `alter role ${role} set statement_timeout = '${value}';`,
  );

/** Policies that hold for every row, and what opens the database around them. */
export const openings: readonly Mutation[] = [
  always("length(body) >= 0"),
  always("char_length(body) > -1"),
  always("body >= ''"),
  always("body || '' = body"),
  always("length(id::text) = 36"),
  always("made_at > '1970-01-01'"),
  always("isfinite(made_at)"),
  always("(select count(*) from public.posts) >= 0"),
  always("id in (select a.id from public.posts a) or exists (select 1 from public.posts limit 1)"),
  always("coalesce(level, 0) <= 5 or coalesce(level, 0) > 3", "level integer"),
  granted("users shown by their columns", "grant select (id, email) on auth.users to anon;"),
  granted("sessions for everybody", "grant select on auth.sessions to public;"),
  granted("all of Auth", "grant select on all tables in schema auth to authenticated;"),
  granted(
    "the vault for a role of the team",
    "create role backoffice nologin;\ngrant select on vault.decrypted_secrets to backoffice;",
  ),
  granted(
    "users for a role of the team",
    "create role mailing nologin;\ngrant select on auth.users to mailing;",
  ),
  overridden("pgrst.db_schemas", "public, auth"),
  overridden("pgrst.db_schemas", "public,graphql_public,internal"),
  overridden("pgrst.db_anon_role", "service_role"),
  overridden("pgrst.db_max_rows", "100000"),
  overridden("pgrst.db_extra_search_path", "public, vault"),
  overridden("pgrst.db_plan_enabled", "true"),
  overridden(
    "pgrst.db_schemas in one database",
    "storage",
    "alter role authenticator in database postgres set pgrst.db_schemas = 'public, storage';",
  ),
  slow("anon", "0"),
  slow("authenticated", "10min"),
];

export const harmlessOpenings: readonly Mutation[] = [
  narrow("owner_id = (select auth.uid()) and length(body) >= 0"),
  narrow("owner_id = (select auth.uid()) and made_at <= now()"),
  narrow("length(body) between 1 and 280 and owner_id = (select auth.uid())"),
  harmless(
    "a reference to users",
    migration("grant references (id) on auth.users to service_role;"),
  ),
  harmless(
    "names alone for a role of the team",
    migration("create role lists nologin;\ngrant select (id, email) on auth.users to lists;"),
  ),
  harmless(
    "the schemas that are declared",
    migration("alter role authenticator set pgrst.db_schemas = 'graphql_public, public';"),
  ),
  harmless(
    "a setting taken back",
    migration(
      "alter role authenticator set pgrst.db_plan_enabled = 'true';\nalter role authenticator reset pgrst.db_plan_enabled;",
    ),
  ),
  harmless("a shorter time", migration("alter role authenticated set statement_timeout = '5s';")),
];
