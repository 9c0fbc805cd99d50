import { z } from "@hono/zod-openapi";
import { parseItem } from "structured-headers";
import { AppError } from "../errors/errors.ts";

/** The draft's name, draft-ietf-httpapi-idempotency-key-header-07. */
export const idempotencyKeyName = "Idempotency-Key";

const longestKey = 255;
/** What many clients send: the key without the quotes of a structured field. */
const bareKey = /^[\w.~+/:=-]+$/;

/** For a route's `request.headers`, so that the API document includes it. */
export const idempotencyHeader = z.object({
  [idempotencyKeyName]: z.string().optional().openapi({
    description:
      "A unique text for this request, such as a UUID, at most 255 characters. Sent again with the same body within 24 hours, the request is answered as the first time and is not done again.",
    example: '"8e03978e-40d5-43dd-bc93-6894a57f9324"',
  }),
});

/** The key in a header value. Throws VALIDATION_FAILED. */
export function parseIdempotencyKey(value: string): string {
  const text = value.trim();
  const key = text.startsWith('"') ? quotedKey(text) : bareKey.test(text) ? text : undefined;
  if (key !== undefined && key.length > 0 && key.length <= longestKey) return key;
  throw wrongHeader(`must be one text of 1 to ${longestKey} characters, such as a UUID`);
}

function quotedKey(text: string): string | undefined {
  try {
    const [value] = parseItem(text);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined; // Not a structured field: rejected like any other invalid value.
  }
}

/** VALIDATION_FAILED naming the header. */
export function wrongHeader(message: string): AppError {
  return new AppError("VALIDATION_FAILED", "See `errors` for what to change.", {
    fields: [{ at: `header.${idempotencyKeyName}`, message }],
  });
}
