export type LogLevel = "info" | "warn" | "error";

/**
 * One JSON line per event. Fields must not contain credentials; `cause` is logged with its message
 * and stack.
 */
export interface Logger {
  info(event: string, fields?: Record<string, unknown>): void;
  warn(event: string, fields?: Record<string, unknown>): void;
  error(event: string, fields?: Record<string, unknown>): void;
  child(fields: Record<string, unknown>): Logger;
}

export type WriteLine = (line: string) => void;

export function createLogger(
  write: WriteLine,
  now: () => number = Date.now,
  base: Record<string, unknown> = {},
): Logger {
  const log =
    (level: LogLevel) =>
    (event: string, fields: Record<string, unknown> = {}) => {
      write(
        JSON.stringify(
          { time: new Date(now()).toISOString(), level, event, ...base, ...fields },
          errorsAsText,
        ),
      );
    };
  return {
    info: log("info"),
    warn: log("warn"),
    error: log("error"),
    child: (fields) => createLogger(write, now, { ...base, ...fields }),
  };
}

export const silentLogger: Logger = createLogger(() => {});

function errorsAsText(_key: string, value: unknown): unknown {
  return value instanceof Error ? { message: value.message, stack: value.stack } : value;
}
