import type { PGlite } from "@electric-sql/pglite";
import { messageOf } from "@seaworthy/core/errors";
import type { Place } from "../../place.ts";
import type { MigrationStep, NotRun } from "../schema.ts";
import type { MigrationFile } from "./migration-files.ts";
import { programFailed, runProgram } from "./program.ts";
import type { Recorder } from "./recorder.ts";
import { rerun } from "./rerun.ts";
import { everyRowChanged } from "./row-changes.ts";
import { everyPart, partsOf } from "./scope.ts";
import { parseMigration, parseStatements, type Statement } from "./statements.ts";
import { refusedInTransaction, stepsOf } from "./steps.ts";

/** Results of running migrations besides the schema. */
export interface Log {
  readonly steps: MigrationStep[];
  readonly notRun: NotRun[];
  readonly watch: Watch;
}

/** Detects statements that do not end. */
export interface Watch {
  readonly started: (place: Place) => void;
  readonly ended: () => void;
  /** Statements that did not end in an earlier attempt: they are skipped. */
  readonly endless: readonly Place[];
}

export const unwatched: Watch = { started: () => {}, ended: () => {}, endless: [] };

const isEndless = ({ endless }: Watch, { file, line }: Place): boolean =>
  endless.some((one) => one.file === file && one.line === line);

const neverEnds = "it never ends: it sleeps, waits for a lock, or loops";

export interface Running extends Log {
  readonly engine: PGlite;
  readonly recorder: Recorder;
  readonly migration: MigrationFile;
  /** As the runner does it: each file is a transaction unless it opts out. */
  readonly transaction: boolean;
}

/** Runs one migration, statement by statement. What cannot be run is recorded and skipped. */
export async function runMigration(
  engine: PGlite,
  recorder: Recorder,
  migration: MigrationFile,
  log: Log,
): Promise<void> {
  const about = { engine, recorder, migration, ...log };
  if (migration.kind === "program") return runProgramFile(about);
  const statements = await parseMigration(migration.text, migration.file);
  await runAll(statements, { ...about, transaction: true });
}

async function runProgramFile(about: Omit<Running, "transaction">): Promise<void> {
  const { engine, recorder, migration, notRun, watch } = about;
  const place = { file: migration.file, line: 1 };
  if (isEndless(watch, place)) {
    notRun.push({ place, reason: neverEnds, parts: everyPart, fails: true });
    return;
  }
  watch.started(place);
  try {
    const asked = await runProgram(migration, async (sql, values = []) => {
      const answer = await engine.query(sql, [...values]);
      await recorder.note(place);
      return answer;
    });
    const statements: Statement[] = [];
    for (const { sql, line } of asked.steps)
      for (const one of await parseStatements(sql, migration.file, line))
        statements.push({ ...one, place: { file: migration.file, line } });
    await runAll(statements, { ...about, transaction: asked.transaction });
  } catch (cause) {
    notRun.push({ place, reason: programFailed(cause), parts: everyPart });
  } finally {
    watch.ended();
  }
}

async function runAll(statements: readonly Statement[], running: Running): Promise<void> {
  const { engine, transaction } = running;
  if (transaction) await engine.exec("begin");
  await runStatements(statements, running);
  if (transaction) await engine.exec("commit");
}

/** Runs statements in the open transaction, if the migration has one. */
export async function runStatements(
  statements: readonly Statement[],
  running: Running,
): Promise<void> {
  for (const statement of statements) await runStatement(statement, running);
}

async function runStatement(statement: Statement, running: Running): Promise<void> {
  const { notRun, watch } = running;
  if (isEndless(watch, statement.place)) {
    notRun.push({ ...unjudged(statement, neverEnds), fails: true });
    return;
  }
  watch.started(statement.place);
  await runOne(statement, running);
  watch.ended();
}

async function runOne(statement: Statement, running: Running): Promise<void> {
  const { recorder, migration, steps, notRun } = running;
  if (statement.kind === "TransactionStmt") {
    // The runner's transaction surrounds everything; only a rollback would change the outcome.
    if (/^rollback/i.test(statement.text))
      notRun.push(unjudged(statement, "it undoes earlier statements"));
    return;
  }
  // It would drop the recorder's prepared statement, and changes nothing that is judged.
  if (["DiscardStmt", "DeallocateStmt"].includes(statement.kind)) return;
  const failure = await attempt(statement, running);
  const changes = await recorder.note(statement.place);
  if (failure !== undefined)
    notRun.push({
      ...unjudged(statement, failure.message),
      ...(notRun.length === 0 && failsAnywhere(statement, failure) ? { fails: true } : {}),
    });
  const everyRow = await everyRowChanged(statement);
  steps.push(...stepsOf({ statement, changes, everyRow, migration: migration.name }, recorder));
}

const unjudged = ({ kind, place, node }: Statement, reason: string): NotRun => ({
  place,
  reason,
  parts: partsOf(kind, node),
});

/** @returns why the statement could not be run, or nothing. */
async function attempt(statement: Statement, running: Running): Promise<Failure | undefined> {
  const failure = await execute(statement.text, running);
  if (failure === undefined) return undefined;
  if (failure.code === "25001" && running.transaction) return outside(statement, running);
  const again = rerun(statement, failure.code);
  if (again !== undefined && (await execute(again, running)) === undefined) return undefined;
  return failure;
}

/** A table, column or name that is wrong or exists already. */
const mistakes = ["42P01", "42703", "42P07", "42701", "42710", "42P16", "42601", "42804"];
/** This database has only the parts of these that migrations usually touch. */
const platformSchemas =
  /\b(auth|storage|realtime|vault|extensions|graphql\w*|pgmq\w*|cron|net|pgsodium|supabase_\w+)\b/i;

/** Whether it also fails in the project's database, not only in this one. */
const failsAnywhere = ({ text, kind }: Statement, { code }: Failure): boolean =>
  kind !== "DoStmt" && mistakes.includes(code) && !platformSchemas.test(text);

/** `create index concurrently` fails in a transaction: reported as a finding, but run anyway. */
async function outside(
  { text, place, kind }: Statement,
  running: Running,
): Promise<Failure | undefined> {
  const { engine, steps, migration } = running;
  steps.push(refusedInTransaction(place, migration.name, firstWords(text, kind)));
  await engine.exec("commit");
  const failure = await execute(text, { ...running, transaction: false });
  await engine.exec("begin");
  return failure;
}

const firstWords = (text: string, kind: string) =>
  /^[a-z]+(\s+[a-z]+){0,2}/i.exec(text)?.[0].toLowerCase() ?? kind;

interface Failure {
  readonly code: string;
  readonly message: string;
}

async function execute(
  sql: string,
  { engine, transaction }: Running,
): Promise<Failure | undefined> {
  if (transaction) await engine.exec("savepoint seaworthy_statement");
  try {
    await engine.exec(sql);
    if (transaction) await engine.exec("release savepoint seaworthy_statement");
    return undefined;
  } catch (cause) {
    if (transaction) await engine.exec("rollback to savepoint seaworthy_statement");
    const code =
      typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "";
    return { code, message: messageOf(cause) };
  }
}
