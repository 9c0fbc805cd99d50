import type { ContentfulStatusCode } from "hono/utils/http-status";

interface ErrorKind {
  readonly status: ContentfulStatusCode;
  /** The same for all occurrences (RFC 9457 `title`). */
  readonly title: string;
}

/** The table of all errors and their HTTP statuses. */
export const errorKinds = {
  BODY_MALFORMED: { status: 400, title: "The body cannot be parsed" },
  VALIDATION_FAILED: { status: 400, title: "The request is not valid" },
  UNAUTHENTICATED: { status: 401, title: "A valid token is needed" },
  TOKEN_EXPIRED: { status: 401, title: "The token has expired" },
  FORBIDDEN: { status: 403, title: "Not allowed" },
  REQUEST_REFUSED: { status: 403, title: "Request blocked" },
  ADDRESS_BLOCKED: { status: 403, title: "This IP address is blocked temporarily" },
  ACCOUNT_BLOCKED: { status: 403, title: "This account is blocked temporarily" },
  NOT_FOUND: { status: 404, title: "Not found" },
  METHOD_NOT_ALLOWED: { status: 405, title: "Method not allowed" },
  CONFLICT: { status: 409, title: "Conflict with stored data" },
  BODY_TOO_LARGE: { status: 413, title: "The body is too large" },
  MEDIA_TYPE_UNSUPPORTED: { status: 415, title: "The body's media type is not supported" },
  BODY_INVALID: { status: 422, title: "The body does not match its schema" },
  UNPROCESSABLE: { status: 422, title: "The request is well-formed but cannot be processed" },
  UPGRADE_REQUIRED: { status: 426, title: "This URL expects a WebSocket" },
  RATE_LIMITED: { status: 429, title: "Too many requests" },
  INTERNAL: { status: 500, title: "Something went wrong" },
  UPSTREAM_FAILED: { status: 502, title: "An upstream service returned an invalid response" },
  NOT_CONFIGURED: { status: 503, title: "The service is not configured" },
  SWITCHED_OFF: { status: 503, title: "This feature is switched off" },
  DATABASE_UNAVAILABLE: { status: 503, title: "The database is not responding" },
  REDIS_UNAVAILABLE: { status: 503, title: "Part of the service is not responding" },
  LIVE_FULL: { status: 503, title: "Too many subscribers" },
  DEADLINE_EXCEEDED: { status: 504, title: "The request took too long" },
  DATABASE_TIMEOUT: { status: 504, title: "The database took too long" },
  UPSTREAM_TIMEOUT: { status: 504, title: "An upstream service took too long" },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorKinds;

/** One error in a request: where, and what. */
export interface FieldProblem {
  /** `query.limit`, `body.visibility`. */
  readonly at: string;
  readonly message: string;
}

export interface AppErrorOptions {
  /** For logs and Sentry; never sent to clients. */
  readonly cause?: unknown;
  /** True when the same request may succeed later with nothing changed. Default false. */
  readonly retryable?: boolean;
  readonly fields?: readonly FieldProblem[];
  /** Extra response headers, such as Retry-After. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * A registered problem type (RFC 9457), if the code has one. By default derived from the code.
   */
  readonly type?: string;
  /** Additional body members of that type. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/**
 * The Worker's only error class. `message` is sent to clients: no SQL, internal names or
 * credentials.
 */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly fields: readonly FieldProblem[];
  readonly headers: Readonly<Record<string, string>>;
  readonly type: string;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.fields = options.fields ?? [];
    this.headers = options.headers ?? {};
    this.type = options.type ?? `urn:seaworthy:problem:${code.toLowerCase().replaceAll("_", "-")}`;
    this.members = options.members ?? {};
  }

  get status(): ContentfulStatusCode {
    return errorKinds[this.code].status;
  }
}
