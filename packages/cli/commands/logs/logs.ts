import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { tailLog } from "../../logs/follow.ts";
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
  const show = (lines: readonly string[]) =>
    process.stdout.write(lines.map((line) => `${toShown(line)}\n`).join(""));
  const size = statSync(file).size;
  const log = tailLog(file, Math.max(0, size - bytes));
  const isCut = size > bytes;
  show((await log.read()).slice(isCut ? 1 : 0));
  while (follow && process.stdout.writable) {
    await delay(250);
    show(await log.read());
  }
  if (log.rest() !== "") show([log.rest()]);
}

function logFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((file) =>
    file.endsWith(".log") ? [file.slice(0, -".log".length)] : [],
  );
}
