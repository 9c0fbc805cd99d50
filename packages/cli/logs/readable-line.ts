import { parseLogLine } from "./log-record.ts";

/**
 * A human-readable log line: time, level, event, the rest as `name=value`. Non-JSON lines
 * (PostgreSQL, PgBouncer, Redis) are unchanged.
 */
export function readableLine(line: string): string {
  const { fields } = parseLogLine(line);
  return fields.message === line ? line : render(fields);
}

function render(record: Readonly<Record<string, unknown>>): string {
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
  return `${clock(String(time))} ${String(level).padEnd(5)} ${words.join(" ")}`;
}

/** `02:35:11.120`, without the date. */
const clock = (time: string): string => /T(\d\d:\d\d:\d\d(?:\.\d+)?)/.exec(time)?.[1] ?? time;

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);
