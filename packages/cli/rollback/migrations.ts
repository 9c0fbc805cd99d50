import { relative } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { withDatabase } from "@seaworthy/plugins/seaworthy/database/access";
import { migrationsWithTimes } from "@seaworthy/plugins/seaworthy/database/migrate";
import { readMigrations } from "@seaworthy/plugins/seaworthy/database/migration-files";
import { schemaOfFolders } from "@seaworthy/readiness/database/migrations/schema-of-migrations";
import type { Schema, StepKind } from "@seaworthy/readiness/database/schema";
import type { Manifest } from "@seaworthy/sdk/manifest/schema";
import { allDatabasesIn, type MigratedDatabase } from "../migrate/databases.ts";
import type { StackState } from "../rotate/stack/stack-state.ts";

/** Steps that break older code: they remove what it reads or may write. */
const breaking: Partial<Record<StepKind, string>> = {
  dropped: "drops",
  renamed: "renames:",
  rewritten: "rewrites",
  emptied: "empties",
  "not-null-without-default": "requires",
  "not-null-set": "requires",
  "constraint-checked": "restricts by",
  "foreign-key-checked": "restricts by",
  "key-built": "restricts by",
};

/**
 * Old code must run on the current schema. Throws ROLLBACK_REFUSED for a migration applied since
 * then that is not a pure expansion: it removes or tightens something.
 */
export async function requireExpandedOnly(state: StackState, sinceMs: number): Promise<void> {
  for (const database of allDatabasesIn(state)) {
    const { later, roles } = await appliedAfter(database, state.manifest, sinceMs);
    if (later.length === 0) continue;
    const { root } = findProject();
    const folders = database.sources.map(({ folder }) => relative(root, folder));
    const schema = await schemaOfFolders(root, folders, { roles });
    const files = readMigrations(database.sources).map(({ name }) => name);
    const problems = unsafeIn(schema, later, files);
    if (problems.length === 0) continue;
    throw new SeaworthyError(
      "ROLLBACK_REFUSED",
      `Code from before does not fit the database ${database.name}: ${problems.join("; ")}. Write a migration that restores what that code needs, or deploy a fix: npx seaworthy up. If you know that the code works with this schema, add --accept-migrations. Nothing was changed.`,
      { details: { problems } },
    );
  }
}

/**
 * What those migrations do that may break old code.
 *
 * @param later as in the ledger: `0001_posts@feed`
 * @param files names of the migrations whose file is in the checkout
 */
export function unsafeIn(
  { steps, notRun }: Pick<Schema, "steps" | "notRun">,
  later: readonly string[],
  files: readonly string[],
): string[] {
  const names = new Set(later.map(withoutSource));
  const gone = [...names].filter((name) => !files.includes(name));
  const found = steps.flatMap(({ kind, migration, what }) => {
    const does = breaking[kind];
    return does !== undefined && names.has(migration) ? [`${migration} ${does} ${what}`] : [];
  });
  const unread = notRun
    .map(({ place }) => /([^/]+)\.\w+$/.exec(place.file)?.[1] ?? place.file)
    .filter((name) => names.has(name));
  return [
    ...gone.map((name) => `${name} was applied, and its file is not in this checkout`),
    ...new Set(found),
    ...[...new Set(unread)].map((name) => `${name} could not be judged`),
  ];
}

/** `0001_posts` of `0001_posts@feed`. */
const withoutSource = (name: string): string => name.replace(/@.*$/, "");

interface Applied {
  readonly later: readonly string[];
  readonly roles: readonly { readonly name: string; readonly memberOf: readonly string[] }[];
}

const rolesSql = `
  select r.rolname as name, array_remove(array_agg(g.rolname::text), null) as groups
  from pg_roles r
  left join pg_auth_members m on m.member = r.oid left join pg_roles g on g.oid = m.roleid
  where r.rolname = any ($1) group by r.rolname`;

/** Includes the program's logins, which exist before the first migration. */
function appliedAfter(
  { access }: MigratedDatabase,
  { secrets }: Manifest,
  sinceMs: number,
): Promise<Applied> {
  const logins = secrets.flatMap(({ rotator }) =>
    rotator.kind === "database-login" ? Object.values(rotator.logins) : [],
  );
  return withDatabase(access, async (client) => {
    const applied = (await migrationsWithTimes(client)) ?? [];
    const { rows } = await client.query<{ name: string; groups: string[] }>(rolesSql, [logins]);
    return {
      later: applied.filter(({ atMs }) => atMs > sinceMs).map(({ name }) => name),
      roles: rows.map(({ name, groups }) => ({ name, memberOf: groups })),
    };
  });
}
