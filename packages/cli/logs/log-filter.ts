import { SeaworthyError } from "@seaworthy/core/errors";
import { durationMs, parseDuration } from "../duration.ts";
import { isAtLeast, isLevel, type Level, type LogRecord } from "./log-record.ts";

export interface FilterOptions {
  readonly since?: string;
  readonly level?: string;
  readonly grep?: string;
  readonly audit?: boolean;
}

/** Whether a line is shown. Continuation lines follow the line before. */
export type LogFilter = (record: LogRecord) => boolean;

/** Throws USAGE for an invalid time, level or regular expression. */
export function logFilter(options: FilterOptions, nowMs: number): LogFilter {
  const sinceMs = options.since === undefined ? 0 : parseSince(options.since, nowMs);
  const level = levelOf(options.level);
  const pattern = patternOf(options.grep);
  // Lines before the first timestamp are shown unless a filter is set.
  let isShown = sinceMs === 0 && level === "debug" && !options.audit;
  return (record) => {
    if (record.atMs !== undefined)
      isShown =
        record.atMs >= sinceMs &&
        isAtLeast(record.level, level) &&
        (!options.audit || record.isAudit);
    return isShown && matches(pattern, record);
  };
}

const matches = (pattern: RegExp | undefined, { line }: LogRecord): boolean =>
  pattern === undefined || pattern.test(line);

/** A duration before now, or an ISO 8601 date and time. Throws USAGE. */
export function parseSince(text: string, nowMs: number): number {
  if (parseDuration(text) !== undefined) return nowMs - durationMs("--since", text);
  const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(ms)) return ms;
  throw new SeaworthyError(
    "USAGE",
    `--since takes 90s, 15m, 2h, 7d or a time such as 2026-01-31T12:00:00Z, not ${text}.`,
  );
}

function levelOf(name = "debug"): Level {
  if (isLevel(name)) return name;
  throw new SeaworthyError("USAGE", `--level takes debug, info, warn or error, not ${name}.`);
}

function patternOf(text: string | undefined): RegExp | undefined {
  if (text === undefined) return undefined;
  try {
    return new RegExp(text, "i");
  } catch {
    throw new SeaworthyError("USAGE", `--grep takes a regular expression, not ${text}.`);
  }
}
