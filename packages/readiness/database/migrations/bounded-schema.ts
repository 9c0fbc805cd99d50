import { Worker } from "node:worker_threads";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Place } from "../../place.ts";
import type { Schema } from "../schema.ts";
import type { MigrationFile } from "./migration-files.ts";
import type { Job, Said } from "./schema-job.ts";

const thread = import.meta.resolve("@seaworthy/readiness/database/migrations/schema-worker");

/** Far more than a statement takes in an empty database, even on a slow machine. */
const usualMs = 20_000;
/** After this many, the remaining migrations are not judged. */
const mostEndless = 3;

/**
 * The schema that migrations create, computed in a thread. A statement that does not end, such as a
 * sleep or a loop, is stopped, skipped, and recorded as one that could not be run.
 *
 * @param limitMs timeout per statement
 */
export async function boundedSchema(
  migrations: readonly MigrationFile[],
  before: string,
  limitMs: number = usualMs,
): Promise<Schema> {
  const endless: Place[] = [];
  for (;;) {
    const result = await attempt({ migrations, before, endless }, limitMs);
    if ("schema" in result) return result.schema;
    endless.push(result.stuck);
    if (endless.length <= mostEndless) continue;
    const where = endless.map(({ file, line }) => `${file}:${line}`).join(", ");
    throw new SeaworthyError(
      "NOT_JUDGED",
      `Statements of the migrations do not finish within ${limitMs / 1000} seconds: ${where}. Correct them, then check again.`,
    );
  }
}

type Result = { readonly schema: Schema } | { readonly stuck: Place };

/** Throws what the thread threw; a thread that ends without a result was stopped. */
async function attempt(job: Job, limitMs: number): Promise<Result> {
  const worker = new Worker(new URL(thread), { workerData: job });
  let timer: NodeJS.Timeout | undefined;
  let where = "before the first statement";
  try {
    return await new Promise<Result>((resolve, reject) => {
      worker.on("message", ({ started, schema, failed }: Said) => {
        clearTimeout(timer);
        if (failed !== undefined) reject(new SeaworthyError(failed.code, failed.message));
        if (schema !== undefined) resolve({ schema });
        if (started === undefined) return;
        where = `at ${started.file}:${started.line}`;
        timer = setTimeout(() => resolve({ stuck: started }), limitMs);
      });
      worker.once("error", reject);
      worker.once("exit", () =>
        reject(new SeaworthyError("NOT_JUDGED", `Running the migrations stopped ${where}.`)),
      );
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
