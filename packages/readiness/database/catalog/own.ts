/**
 * Schemas of PostgreSQL and Supabase: teams cannot change what is in them. Policies of `storage`
 * and `realtime`, and queues of `pgmq`, are the team's own.
 */
const platformSchemas = [
  "pg_catalog",
  "information_schema",
  "pg_toast",
  "auth",
  "extensions",
  "vault",
  "graphql",
  "graphql_public",
  "supabase_functions",
  "supabase_migrations",
  "pgbouncer",
  "cron",
  "net",
  "pgsodium",
  "pgsodium_masks",
  "pgtle",
  "repack",
  "tiger",
  "topology",
  "_analytics",
  "_realtime",
  "_supavisor",
  "seaworthy_tracking",
];

const quoted = (names: readonly string[]) => names.map((name) => `'${name}'`).join(", ");

/** A condition on `n`, a row of pg_namespace: the team's own schemas, plus the given ones. */
export const own = (...also: readonly string[]): string => {
  const foreign = [...platformSchemas, "storage", "realtime", "pgmq", "pgmq_public"];
  return `n.nspname not in (${quoted(foreign.filter((name) => !also.includes(name)))})
    and n.nspname !~ '^(pg_toast|pg_temp|_timescaledb)'`;
};

/** The object with this id belongs to no extension. */
export const notOfExtension = (oid: string): string =>
  `not exists (select from pg_depend e where e.objid = ${oid} and e.deptype = 'e')`;

/** Those of `anon` and `authenticated` that exist and meet the condition on `r`. */
export const apiRoles = (condition: string): string =>
  `(select coalesce(json_agg(r.rolname order by r.rolname), '[]') from pg_roles r
    where r.rolname in ('anon', 'authenticated') and ${condition})`;
