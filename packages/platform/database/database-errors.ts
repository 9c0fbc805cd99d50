import postgres from "postgres";
import { AppError, type ErrorCode } from "../errors/errors.ts";

interface Mapping {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable?: boolean;
}

const unavailable: Mapping = {
  code: "DATABASE_UNAVAILABLE",
  message: "Try again in a moment.",
  retryable: true,
};

/**
 * SQLSTATEs, longest prefix first (https://www.postgresql.org/docs/current/errcodes-appendix.html).
 */
const bySqlState: readonly [prefix: string, mapping: Mapping][] = [
  ["23505", { code: "CONFLICT", message: "It already exists." }],
  ["23514", { code: "CONFLICT", message: "A value is out of range." }],
  ["23", { code: "CONFLICT", message: "It conflicts with stored data." }],
  ["22", { code: "UNPROCESSABLE", message: "A value cannot be stored." }],
  ["42501", { code: "FORBIDDEN", message: "You are not allowed to do that." }],
  [
    "57014",
    {
      code: "DATABASE_TIMEOUT",
      message: "Narrow the request, or try again later.",
      retryable: true,
    },
  ],
  [
    "55P03",
    {
      code: "DATABASE_TIMEOUT",
      message: "Someone else is changing the same data. Try again.",
      retryable: true,
    },
  ],
  [
    "40",
    {
      code: "DATABASE_UNAVAILABLE",
      message: "Someone else changed the same data. Try again.",
      retryable: true,
    },
  ],
  // rejected logins, lost connections, too many connections, shutting down
  ["08", unavailable],
  ["28", unavailable],
  ["3D", unavailable],
  ["53", unavailable],
  ["57P", unavailable],
];

/**
 * The client-safe error for anything that a query throws. The original is the cause, for log and
 * Sentry.
 */
export function toDatabaseError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const mapping =
    thrown instanceof postgres.PostgresError ? mappingOf(thrown.code) : connectionMapping(thrown);
  return mapping === undefined
    ? new AppError("INTERNAL", "The error has been reported.", { cause: thrown })
    : errorOf(mapping, thrown);
}

/**
 * The error for anything thrown before the transaction started: the database was not available,
 * whatever the reason.
 */
export function toConnectionError(thrown: unknown): AppError {
  const error = toDatabaseError(thrown);
  return error.code === "INTERNAL" ? errorOf(unavailable, thrown) : error;
}

function errorOf(mapping: Mapping, cause: unknown): AppError {
  const headers = mapping.code === "DATABASE_UNAVAILABLE" ? { "Retry-After": "1" } : {};
  return new AppError(mapping.code, mapping.message, {
    cause,
    retryable: mapping.retryable ?? false,
    headers,
  });
}

function mappingOf(sqlState: string): Mapping | undefined {
  return bySqlState.find(([prefix]) => sqlState.startsWith(prefix))?.[1];
}

/**
 * postgres.js gives a lost connection a `code`; workerd's sockets throw plain errors with these
 * messages.
 */
function connectionMapping(thrown: unknown): Mapping | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const code = "code" in thrown ? String(thrown.code) : "";
  const lost =
    /^(CONNECTION_|CONNECT_|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND)/.test(code) ||
    /proxy request failed|network connection lost|stream was cancelled|socket/i.test(
      thrown.message,
    );
  return lost ? unavailable : undefined;
}
