import type { Clock } from "../runtime/clock.ts";
import { createRedactor, type Redactor } from "./redaction.ts";

export type LogFields = Readonly<Record<string, unknown>>;

/** One JSON line per event; credentials are redacted by key and by shape. */
export interface Logger {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** Who did what to what; kept longer than other lines. */
  audit(action: string, fields?: LogFields): void;
  /** A number whose name includes its unit: `feed.read.durationMs`. */
  metric(name: string, value: number, fields?: LogFields): void;
  /** A logger that adds these fields to every line. */
  child(fields: LogFields): Logger;
}

export type WriteLine = (line: string) => void;

/**
 * A logger that adds `base` to every line. Without a redactor it only finds credentials by key and
 * by shape.
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
 * A line that reports the problem is better than an error from a log call: fields can be circular.
 */
function toLine(fields: LogFields, { value }: Redactor): string {
  try {
    return JSON.stringify(fields, value);
  } catch {
    const plain = Object.entries(fields).filter(([, field]) => typeof field !== "object");
    return JSON.stringify({ ...Object.fromEntries(plain), incomplete: true }, value);
  }
}

// A Worker has no other way to log: Workers Logs and tail Workers read the console. This is the
// only place that writes lines.
export const writeToWorkersLogs: WriteLine = (line) => console.log(line);
