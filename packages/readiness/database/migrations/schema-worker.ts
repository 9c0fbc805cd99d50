import { parentPort, workerData } from "node:worker_threads";
import { type ErrorCode, SeaworthyError } from "@seaworthy/core/errors";
import type { Place } from "../../place.ts";
import type { Schema } from "../schema.ts";
import type { MigrationFile } from "./migration-files.ts";
import { schemaOfMigrations } from "./schema-of-migrations.ts";

/** What the thread is given. */
export interface Job {
  readonly migrations: readonly MigrationFile[];
  /** SQL that is run first and belongs to no file. */
  readonly before: string;
  /** Statements that did not end the last time: they are left out. */
  readonly endless: readonly Place[];
}

/** What it says. */
export interface Said {
  /** Before the statement runs: nothing more is heard until it ends. */
  readonly started?: Place;
  readonly schema?: Schema;
  readonly failed?: { readonly code: ErrorCode; readonly message: string };
}

const say = (said: Said) => parentPort?.postMessage(said);

/** A thread of its own: what never ends there can be stopped from outside. */
async function run({ migrations, before, endless }: Job): Promise<void> {
  const watch = {
    endless,
    started: (place: Place) => say({ started: place }),
    ended: () => say({}),
  };
  try {
    say({ schema: await schemaOfMigrations(migrations, before, watch) });
  } catch (thrown) {
    // An error loses its class and its code on the way out of a thread.
    if (!(thrown instanceof SeaworthyError)) throw thrown;
    say({ failed: { code: thrown.code, message: thrown.message } });
  }
}

await run(workerData as Job);
