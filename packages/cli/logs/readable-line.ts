import { z } from "zod";

const recordSchema = z.looseObject({ time: z.string(), level: z.string() });
type LogRecord = z.output<typeof recordSchema>;

/**
 * A line of a log for a person: time, level, what happened, the rest as `name=value`. Lines that
 * are no JSON (those of PostgreSQL, PgBouncer and Redis) stay as they are.
 */
export function readableLine(line: string): string {
  const record = parseRecord(line);
  if (record === undefined) return line;
  const inner = typeof record.message === "string" ? parseRecord(record.message) : undefined;
  return render(inner ?? record);
}

function parseRecord(text: string): LogRecord | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    return recordSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // a line that was cut off
  }
}

function render(record: LogRecord): string {
  const {
    time,
    level,
    event,
    message,
    method,
    path,
    status,
    durationMs,
    worker: _,
    ...rest
  } = record;
  const request =
    method === undefined
      ? []
      : [method, path, status, durationMs === undefined ? undefined : `${String(durationMs)} ms`];
  const what = event === "request" ? request : [event, message, ...request];
  const details = Object.entries(rest).map(([name, value]) => `${name}=${textOf(value)}`);
  const words = [...what, ...details].filter((word) => word !== undefined).map(textOf);
  return `${clock(time)} ${level.padEnd(5)} ${words.join(" ")}`;
}

/** `02:35:11.120`: the day is the log's. */
const clock = (time: string): string => /T(\d\d:\d\d:\d\d(?:\.\d+)?)/.exec(time)?.[1] ?? time;

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);
