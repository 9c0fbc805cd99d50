import { createReadStream, existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { readableLine } from "../../logs/readable-line.ts";
import { logFileOf, serviceNames } from "../../logs/service-names.ts";
import { findStack } from "../../project.ts";
import { readLocalManifest } from "../../stack/local-manifest.ts";

export interface LogsOptions {
  readonly follow?: boolean;
  readonly json?: boolean;
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
  const files = logFiles(folder);
  const names = serviceNames(readLocalManifest());
  const shown = files.map((file) => names.get(file) ?? file).sort();
  if (service === undefined) {
    process.stdout.write(shown.map((log) => `${log}\n`).join(""));
    return;
  }
  const file = logFileOf(names, files, service);
  if (file === undefined)
    throw new SeaworthyError(
      "USAGE",
      `There is no log of ${service}. Logs: ${shown.join(", ") || "none yet"}.`,
    );
  await print(join(folder, `${file}.log`), options);
}

async function print(file: string, { follow, json, bytes }: LogsOptions): Promise<void> {
  const toShown = json ? (line: string) => line : readableLine;
  const size = statSync(file).size;
  const log = { position: Math.max(0, size - bytes), begun: "" };
  await printNew(file, log, toShown, size > bytes);
  while (follow && process.stdout.writable) {
    await delay(250);
    if (statSync(file).size < log.position) Object.assign(log, { position: 0, begun: "" }); // it was rotated
    await printNew(file, log, toShown, false);
  }
  if (log.begun !== "") process.stdout.write(`${toShown(log.begun)}\n`);
}

/** Prints whole lines; one that is not ended yet waits in `begun`. */
async function printNew(
  file: string,
  log: { position: number; begun: string },
  toShown: (line: string) => string,
  isCut: boolean,
): Promise<void> {
  const end = statSync(file).size;
  if (end <= log.position) return;
  const added = await text(createReadStream(file, { start: log.position, end: end - 1 }));
  const lines = (log.begun + added).split("\n");
  log.position = end;
  log.begun = lines.pop() ?? "";
  const shown = isCut ? lines.slice(1) : lines;
  process.stdout.write(shown.map((line) => `${toShown(line)}\n`).join(""));
}

function logFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((file) =>
    file.endsWith(".log") ? [file.slice(0, -".log".length)] : [],
  );
}
