import { parentPort, workerData } from "node:worker_threads";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Place } from "../../place.ts";
import type { Job, Said } from "./schema-job.ts";
import { schemaOfMigrations } from "./schema-of-migrations.ts";

const say = (said: Said) => parentPort?.postMessage(said);

/** Runs in a thread, so that an endless statement can be stopped from outside. */
async function run({ migrations, before, endless }: Job): Promise<void> {
  const watch = {
    endless,
    started: (place: Place) => say({ started: place }),
    ended: () => say({}),
  };
  try {
    say({ schema: await schemaOfMigrations(migrations, before, watch) });
  } catch (thrown) {
    // An error loses its class and code when it leaves a thread.
    if (!(thrown instanceof SeaworthyError)) throw thrown;
    say({ failed: { code: thrown.code, message: thrown.message } });
  }
}

await run(workerData as Job);
