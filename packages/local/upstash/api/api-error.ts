import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

export type ApiErrorCode =
  | "bad_request"
  | "unauthorized"
  | "not_found"
  | "internal"
  | "not_implemented";

const statusByCode: Readonly<Record<ApiErrorCode, ContentfulStatusCode>> = {
  bad_request: 400,
  unauthorized: 401,
  not_found: 404,
  internal: 500,
  not_implemented: 501,
};

/** Responds in the shape `Error` of Upstash's OpenAPI description: code and message. */
export function answerError(context: Context, code: ApiErrorCode, message: string): Response {
  return context.json({ code, message }, statusByCode[code]);
}
