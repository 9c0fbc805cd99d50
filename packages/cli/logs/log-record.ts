import { parseJson } from "@seaworthy/core/parse-json";
import { z } from "zod";

const levels = ["debug", "info", "warn", "error"] as const;
export type Level = (typeof levels)[number];

/** A log line, whatever service wrote it. */
export interface LogRecord {
  /** Undefined for a continuation line. */
  readonly atMs: number | undefined;
  readonly level: Level;
  /** A deliberate action that an app records for audits. */
  readonly isAudit: boolean;
  /** Parsed JSON; any other line becomes `message`. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly line: string;
}

const jsonSchema = z.looseObject({ time: z.string(), level: z.string() });

/** Seaworthy and Workers log JSON; PostgreSQL, PgBouncer and Redis do not. */
export function parseLogLine(line: string): LogRecord {
  const json = recordIn(line);
  if (json === undefined) return serverLine(line);
  const inner = typeof json.message === "string" ? recordIn(json.message) : undefined;
  const fields = inner ?? json;
  return {
    atMs: msOf(fields.time),
    level: levelNamed(fields.level),
    isAudit: fields.level === "audit",
    fields,
    line,
  };
}

/** Undefined also for a truncated line. */
const recordIn = (text: string): z.output<typeof jsonSchema> | undefined =>
  text.startsWith("{") ? jsonSchema.safeParse(parseJson(text)).data : undefined;

/** `2026-11-30 03:01:49.135 UTC [14208] LOG:  …`, with or without the colon. */
const postgresLine = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?) UTC \[\d+\] (\w+)/;
/** `15029:M 30 Nov 2026 09:57:37.310 * …` */
const redisLine = /^\d+:\w (\d\d? \w{3} \d{4}) (\d\d:\d\d:\d\d(?:\.\d+)?) ([.*#-])/;

function serverLine(line: string): LogRecord {
  const found = postgresLine.exec(line) ?? redisLine.exec(line);
  const [, day = "", clock = "", word = ""] = found ?? [];
  const atMs = found === null ? undefined : msOf(`${day} ${clock} UTC`);
  const level = levelNamed(word);
  const time = atMs === undefined ? {} : { time: new Date(atMs).toISOString(), level };
  return { atMs, level, isAudit: false, fields: { ...time, message: line }, line };
}

const otherNames: Readonly<Record<string, Level>> = {
  warning: "warn",
  fatal: "error",
  panic: "error",
  ".": "debug",
  "#": "warn",
};

/** Unknown levels count as info. */
function levelNamed(name: string): Level {
  const lower = name.toLowerCase();
  return levels.find((level) => level === lower) ?? otherNames[lower] ?? "info";
}

export const isLevel = (name: string): name is Level => levels.some((level) => level === name);
export const isAtLeast = (level: Level, least: Level): boolean =>
  levels.indexOf(level) >= levels.indexOf(least);

function msOf(time: string): number | undefined {
  const ms = Date.parse(time);
  return Number.isNaN(ms) ? undefined : ms;
}
