import { withDatabase } from "@seaworthy/plugins/seaworthy/database/access";
import { databasesIn } from "../../migrate/databases.ts";
import { findPsql, runPsql } from "../../psql/client-program.ts";
import { readOnlySession, runSql } from "../../psql/run-sql.ts";
import { runSession } from "../../psql/session.ts";
import { isProduction } from "../../stack/production.ts";
import { readStack } from "../../stack/read-stack.ts";

export interface PsqlOptions {
  readonly command?: string;
  readonly json?: boolean;
  readonly write?: boolean;
}

/**
 * Runs psql if installed; otherwise, or for JSON, a small runner. On production the session is
 * read-only without `--write`.
 */
export async function psql(stackName: string, options: PsqlOptions): Promise<void> {
  const { command, json = false, write = false } = options;
  const { stack, state } = await readStack(stackName);
  const [database] = databasesIn(state);
  if (database === undefined) return;
  const readOnly = isProduction(stack) && !write;
  if (readOnly)
    process.stderr.write(
      `Stack ${stack.name} is production: read-only. Add --write to change data.\n`,
    );
  const program = json ? undefined : findPsql();
  if (program !== undefined) {
    const args = command === undefined ? [] : ["-c", command];
    process.exitCode = await runPsql(program, database.access, args, readOnly);
    return;
  }
  await withDatabase(database.access, async (client) => {
    if (readOnly) await readOnlySession(client);
    if (command === undefined) return runSession(client, { json });
    process.stdout.write(await runSql(client, command, { json }));
  });
}
