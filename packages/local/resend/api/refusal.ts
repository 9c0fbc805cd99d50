import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** An error in Resend's format. */
export function refusal(
  context: Context,
  statusCode: ContentfulStatusCode,
  name: string,
  message: string,
) {
  return context.json({ statusCode, name, message }, statusCode);
}
