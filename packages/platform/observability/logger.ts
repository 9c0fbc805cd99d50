import type { Clock } from "../runtime/clock.ts";
import { createRedactor, type Redactor } from "./redaction.ts";

export type LogFields = Readonly<Record<string, unknown>>;

/** One JSON line an event; credentials are redacted by key and by shape. */
export interface Logger {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** Who did what to what, kept longer than the rest. */
  audit(action: string, fields?: LogFields): void;
  /** A number with a unit in its name: `feed.read.durationMs`. */
  metric(name: string, value: number, fields?: LogFields): void;
  /** A logger whose every line has these fields too. */
  child(fields: LogFields): Logger;
}

export type WriteLine = (line: string) => void;

/**
 * A logger of lines that all have the fields of `base`. Without a redactor of its own it finds
 * credentials by key and by shape alone.
 */
export function createLogger(
  write: WriteLine,
  clock: Clock,
  base: LogFields = {},
  redactor: Redactor = createRedactor(),
): Logger {
  const log = (level: string, fields: LogFields) =>
    write(
      toLine({ time: new Date(clock.now()).toISOString(), level, ...base, ...fields }, redactor),
    );
  return {
    info: (event, fields) => log("info", { event, ...fields }),
    warn: (event, fields) => log("warn", { event, ...fields }),
    error: (event, fields) => log("error", { event, ...fields }),
    audit: (action, fields) => log("audit", { action, ...fields }),
    metric: (metric, value, fields) => log("metric", { metric, value, ...fields }),
    child: (fields) => createLogger(write, clock, { ...base, ...fields }, redactor),
  };
}

/**
 * A line that says that much is better than an error out of a log call: fields can hold circles.
 */
function toLine(fields: LogFields, { value }: Redactor): string {
  try {
    return JSON.stringify(fields, value);
  } catch {
    const plain = Object.entries(fields).filter(([, field]) => typeof field !== "object");
    return JSON.stringify({ ...Object.fromEntries(plain), incomplete: true }, value);
  }
}

// A Worker has no other way to write a log: Workers Logs and tail Workers read the console.
// This is the one place where a line leaves it.
export const writeToWorkersLogs: WriteLine = (line) => console.log(line);
