import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { tailLog } from "../../logs/follow.ts";
import { type FilterOptions, logFilter, parseSince } from "../../logs/log-filter.ts";
import { parseLogLine } from "../../logs/log-record.ts";
import { readableLine } from "../../logs/readable-line.ts";
import { logFileOf, serviceNames } from "../../logs/service-names.ts";
import { readStoredLogs } from "../../logs/stored-logs.ts";
import { findStack } from "../../project.ts";
import { readLocalManifest } from "../../stack/local-manifest.ts";
import { readStack } from "../../stack/read-stack.ts";
import { cloudflareClient } from "../../vendor-clients.ts";

export interface LogsOptions extends FilterOptions {
  readonly follow?: boolean;
  /** Default: JSON lines unless standard output is a terminal. */
  readonly json?: boolean;
  readonly bytes?: number;
}

/** Bytes read from a log's end without a search. */
const shownBytes = 16_384;

export async function logs(
  name: string,
  named: string | undefined,
  options: LogsOptions,
): Promise<void> {
  const service = named ?? (options.audit ? "worker" : undefined);
  if (!findStack(name).isLocal) return deployedLogs(name, service, options);
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
      `No log for ${service}. Logs: ${shown.join(", ") || "none yet"}.`,
    );
  await print(join(folder, `${file}.log`), options);
}

async function print(file: string, options: LogsOptions): Promise<void> {
  const show = printer(options);
  const size = statSync(file).size;
  const log = tailLog(file, Math.max(0, size - readBytes(options)));
  const isCut = size > readBytes(options);
  show((await log.read()).slice(isCut ? 1 : 0));
  while (options.follow && process.stdout.writable) {
    await delay(250);
    show(await log.read());
  }
  if (log.rest() !== "") show([log.rest()]);
}

/** A search reads the whole log. */
function readBytes({ bytes, since, level, grep, audit }: LogsOptions): number {
  const searches = [since, level, grep, audit].some((option) => option !== undefined);
  return bytes ?? (searches ? Number.POSITIVE_INFINITY : shownBytes);
}

/** Of a stack at its vendors only the Worker's log can be read: Cloudflare stores it. */
async function deployedLogs(
  name: string,
  service: string | undefined,
  options: LogsOptions,
): Promise<void> {
  if (service === undefined) {
    process.stdout.write("worker\n");
    return;
  }
  requireReadable(name, service, options);
  const nowMs = Date.now();
  const sinceMs = parseSince(options.since ?? "1h", nowMs);
  const show = printer(options);
  const { environment, state } = await readStack(name);
  const { accountId, script } = state.manifest.worker;
  const request = { accountId, script, sinceMs, nowMs, audit: options.audit };
  const { records, isCut } = await readStoredLogs(cloudflareClient(environment), request);
  show(records.map(({ line }) => line));
  if (isCut)
    process.stderr.write(`Only the newest ${records.length} lines were read: shorten --since.\n`);
}

function requireReadable(name: string, service: string, { follow, bytes }: LogsOptions): void {
  if (service !== "worker")
    throw new SeaworthyError(
      "USAGE",
      `Of stack ${name} only the log of worker can be read here. For ${service}, look at its vendor.`,
    );
  if (follow || bytes !== undefined)
    throw new SeaworthyError(
      "USAGE",
      `--follow and --bytes are for the local stack. For ${name}, give --since.`,
    );
}

function printer(options: LogsOptions): (lines: readonly string[]) => void {
  const { json = !process.stdout.isTTY } = options;
  const isShown = logFilter(options, Date.now());
  return (lines) => {
    const shown = lines
      .map(parseLogLine)
      .filter(isShown)
      .map(({ line, fields }) => (json ? JSON.stringify(fields) : readableLine(line)));
    process.stdout.write(shown.map((line) => `${line}\n`).join(""));
  };
}

function logFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((file) =>
    file.endsWith(".log") ? [file.slice(0, -".log".length)] : [],
  );
}
