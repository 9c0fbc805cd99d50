import { openEngine } from "../database/engine/open.ts";
import { createRecorder } from "../database/migrations/recorder.ts";
import { type Log, runMigration, runStatements, unwatched } from "../database/migrations/run.ts";
import { assembleSchema } from "../database/migrations/schema-of-migrations.ts";
import { parseMigration } from "../database/migrations/statements.ts";
import type { Schema } from "../database/schema.ts";

export const sqlFile = (name: string, text: string) => ({
  ...{ file: `migrations/${name}.sql`, name, path: "", text },
  kind: "sql" as const,
});

/** Quickly computes schemas of a given one plus another migration: one engine for all. */
export async function openSchemas(first: string) {
  const engine = await openEngine(`${first} pg_trgm vector`);
  await engine.exec('set search_path = "$user", public, extensions');
  const before = await createRecorder(engine);
  const log: Log = { steps: [], notRun: [], watch: unwatched };
  await runMigration(engine, before, sqlFile("0001", first), log);
  return {
    close: () => engine.close(),
    /** The schema after a second migration, `0002`, which is then rolled back. */
    async after(sql: string): Promise<Schema> {
      const migration = sqlFile("0002", sql);
      const recorder = before.fork();
      const own: Log = { ...log, steps: [...log.steps], notRun: [...log.notRun] };
      await engine.exec("begin");
      try {
        const running = { engine, recorder, migration, transaction: true, ...own };
        await runStatements(await parseMigration(sql, migration.file), running);
        await engine.exec("reset role");
        return await assembleSchema(engine, recorder, own);
      } finally {
        await engine.exec('rollback; set search_path = "$user", public, extensions');
      }
    },
  };
}
