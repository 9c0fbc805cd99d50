import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "@seaworthy/core/errors";
import { withDatabase } from "@seaworthy/plugins/seaworthy/database/access";
import type { Client } from "pg";
import { restoreRows, saveRows, unmatchedTables } from "../../db/copy-rows.ts";
import type { MigratedDatabase } from "../../migrate/databases.ts";
import type { Context } from "../context.ts";
import { type Experiment, type Observation, shown, unknown } from "../experiment.ts";
import { tryEachDatabase } from "./owner.ts";
import { migratedScratch } from "./scratch.ts";

const mostBytes = 2 * 1024 ** 3;

/**
 * A backup like `pg_dump --data-only`, without that program: each table's rows in a file, in
 * PostgreSQL's format, from one snapshot. It is restored under the schema of the migrations.
 */
export const backup: Experiment = {
  id: "backup",
  title: "A backup restores into a scratch database, and every table and sequence matches",
  effect: "intrusive",
  policies: ["protection-database-kept", "database-migrations-declared"],
  seconds: 300,
  run: (context) => tryEachDatabase(context, tryDatabase),
};

async function tryDatabase(
  context: Context,
  database: MigratedDatabase,
): Promise<readonly Observation[]> {
  const what = `Backup of ${database.name}`;
  const size = await withDatabase(database.access, sizeOf);
  if (size > mostBytes)
    return [unknown(what, `It holds ${Math.round(size / 1024 ** 3)} GiB: restore it elsewhere.`)];
  const folder = mkdtempSync(join(tmpdir(), "seaworthy-backup-"));
  context.cleanUp(async () => rmSync(folder, { recursive: true, force: true }));
  const rows = await saveRows(database.access, folder);
  const scratch = await migratedScratch(context, database);
  const others = await unmatchedTables(scratch, rows);
  if (others.length > 0)
    return [
      shown(what, false, {
        declared: "its tables have the columns that the migrations make",
        observed: `other columns: ${others.join(", ")}`,
      }),
    ];
  const compared = await restoreRows(scratch, rows).catch(messageOf);
  if (typeof compared === "string")
    return [shown(what, false, { declared: "it restores", observed: compared })];
  const { differentTables, differentSequences } = compared;
  return [
    shown(what, compared.tables > 0 && differentTables.length === 0, {
      declared: `${compared.tables} tables with ${compared.rows} rows`,
      observed:
        differentTables.length === 0
          ? "each restored table has the same rows and values"
          : `differ: ${differentTables.join(", ")}`,
    }),
    shown(`Sequences of ${database.name}`, differentSequences.length === 0, {
      declared: `${compared.sequences} sequences`,
      observed:
        differentSequences.length === 0
          ? "each goes on where it was"
          : `differ: ${differentSequences.join(", ")}`,
    }),
  ];
}

async function sizeOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>(
    "select pg_database_size(current_database())::text as bytes",
  );
  return Number(rows[0]?.bytes);
}
