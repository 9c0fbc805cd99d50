import type { ErrorHandler, NotFoundHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { AppContext, AppEnv } from "../runtime/app-env.ts";
import { AppError, type ErrorCode, errorKinds } from "./errors.ts";

/** An error's RFC 9457 response; `code` is stable, `requestId` is for support. */
function problemResponse(c: AppContext, error: AppError): Response {
  const { status, title } = errorKinds[error.code];
  const body = {
    ...error.members,
    type: error.type,
    title,
    status,
    detail: error.message,
    code: error.code,
    requestId: c.get("requestId"),
    ...(error.fields.length > 0 ? { errors: error.fields } : {}),
  };
  // Set on the context: otherwise headers that a handler set before it failed, such as a public
  // Cache-Control, would override the response's own.
  const headers = {
    ...error.headers,
    "Content-Type": "application/problem+json",
    "Cache-Control": "no-store",
  };
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  return c.body(JSON.stringify(body), status);
}

/**
 * Every error ends here. Anything that is not an AppError becomes a plain 500, with details only in
 * the log and in Sentry.
 */
export const handleError: ErrorHandler<AppEnv> = (thrown, c) => {
  const error = toAppError(thrown);
  if (error.status >= 500) {
    c.var.log.error("request.failed", { code: error.code, error: error.cause ?? error });
    c.var.reportError(error.cause ?? error, error.code);
  }
  return problemResponse(c, error);
};

export const handleNotFound: NotFoundHandler<AppEnv> = (c) =>
  problemResponse(c, new AppError("NOT_FOUND", "No route has this method and path."));

/** METHOD_NOT_ALLOWED for a path that has other methods, which Allow lists. */
export const refuseMethod = (c: AppContext, allowed: readonly string[]): Response =>
  problemResponse(
    c,
    new AppError("METHOD_NOT_ALLOWED", `Allowed methods: ${allowed.join(", ")}.`, {
      headers: { Allow: allowed.join(", ") },
    }),
  );

/** Errors of Hono's own middleware and validators, by status. Their messages are not passed on. */
const byStatus: Readonly<Record<number, readonly [ErrorCode, string]>> = {
  400: ["BODY_MALFORMED", "The body is not valid JSON."],
  401: ["UNAUTHENTICATED", "Send a valid token."],
  403: ["FORBIDDEN", "Not allowed from here."],
  413: ["BODY_TOO_LARGE", "Send less at a time."],
  415: ["MEDIA_TYPE_UNSUPPORTED", "Send the body as application/json."],
};

function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const [code, message] =
    (thrown instanceof HTTPException ? byStatus[thrown.status] : undefined) ?? [];
  if (code !== undefined && message !== undefined)
    return new AppError(code, message, { cause: thrown });
  return new AppError(
    "INTERNAL",
    "The error has been reported. Try again later, or contact support with the request ID.",
    { cause: thrown },
  );
}
