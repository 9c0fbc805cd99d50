import { messageOf, SeaworthyError } from "@seaworthy/core/errors.ts";
import type { Values } from "@seaworthy/toolchain/plugins/kit/values.ts";
import type { Client } from "pg";
import { withDatabase } from "./access.ts";

/** node-pg-migrate's own default, so that its command line works on the same database. */
const migrationsTable = "pgmigrations";

/**
 * Applies what is not applied yet, all of it in one transaction, while no other run can.
 * @returns the names of all applied migrations, in order. Throws MIGRATION_FAILED with the file and PostgreSQL's words.
 */
export function applyMigrations(access: Values, folder: string): Promise<readonly string[]> {
  return withDatabase(access, async (client) => {
    const { runner } = await import("node-pg-migrate");
    const seen = lastMigration();
    try {
      await runner({
        dbClient: client,
        dir: folder,
        migrationsTable,
        direction: "up",
        useGlob: false,
        ignorePattern: String.raw`(?!.*\.sql$).*`,
        advisoryLockMode: "wait",
        singleTransaction: true,
        logger: seen.logger,
      });
    } catch (cause) {
      throw failure(seen.name(), cause);
    }
    return (await appliedMigrations(client)) ?? [];
  });
}

/** Undefined when no migration was ever applied here. */
export async function appliedMigrations(client: Client): Promise<readonly string[] | undefined> {
  const { rows: found } = await client.query<{ there: boolean }>("select to_regclass($1) is not null as there", [migrationsTable]);
  if (!found[0]?.there) return undefined;
  const { rows } = await client.query<{ name: string }>(`select name from ${client.escapeIdentifier(migrationsTable)} order by run_on, id`);
  return rows.map(({ name }) => name);
}

/** The runner names the migration that it is about to run in its log only. */
function lastMigration() {
  let name: string | undefined;
  const note = (text: unknown): void => {
    name = /^### MIGRATION (\S+) \(UP\)/.exec(String(text))?.[1] ?? name;
  };
  return { name: () => name, logger: { info: note, debug: note, warn: note, error: note } };
}

function failure(name: string | undefined, cause: unknown): SeaworthyError {
  const where = name === undefined ? "The migrations" : `Migration ${name}.sql`;
  const position = typeof cause === "object" && cause !== null && "position" in cause ? ` at character ${String(cause.position)}` : "";
  return new SeaworthyError(
    "MIGRATION_FAILED",
    `${where} failed: ${messageOf(cause)}${position}. Nothing of this run was applied; correct the file and run "pulumi up" again.`,
    {
      cause,
    },
  );
}
