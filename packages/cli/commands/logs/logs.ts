import { createReadStream, existsSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { findStack } from "../../project.ts";

export interface LogsOptions {
  readonly follow?: boolean;
  readonly bytes: number;
}

export async function logs(
  name: string,
  service: string | undefined,
  options: LogsOptions,
): Promise<void> {
  if (!findStack(name).isLocal)
    throw new SeaworthyError(
      "USAGE",
      "Logs are kept for the local stack only; others are at the vendors.",
    );
  const folder = join(findProject().cloudDirectory, "logs");
  if (service === undefined) {
    process.stdout.write(
      logNames(folder)
        .map((log) => `${log}\n`)
        .join(""),
    );
    return;
  }
  const file = join(folder, `${basename(service)}.log`);
  if (!existsSync(file))
    throw new SeaworthyError(
      "USAGE",
      `There is no log of ${service}. Logs: ${logNames(folder).join(", ") || "none yet"}.`,
    );
  let position = await printFrom(file, Math.max(0, statSync(file).size - options.bytes));
  while (options.follow) {
    await delay(250);
    const size = statSync(file).size;
    // Smaller than before: it was rotated.
    position = await printFrom(file, size < position ? 0 : position);
  }
}

async function printFrom(file: string, start: number): Promise<number> {
  const end = statSync(file).size;
  if (end > start)
    await pipeline(createReadStream(file, { start, end: end - 1 }), process.stdout, { end: false });
  return end;
}

function logNames(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((file) =>
    file.endsWith(".log") ? [file.slice(0, -".log".length)] : [],
  );
}
