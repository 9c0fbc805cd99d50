import { type ErrorCode, SeaworthyError } from "@seaworthy/core/errors";
import type { Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z } from "zod";
import { parseBoundedJson } from "../../kernel/bounds/bounded-json.ts";
import type { Logger } from "../../kernel/logger.ts";

/** The Management API responds to every error with `{message}` and one of these statuses. */
const statusByCode: Partial<Record<ErrorCode, ContentfulStatusCode>> = {
  INPUT_INVALID: 400,
  VENDOR_UNAUTHORIZED: 401,
  VENDOR_NOT_FOUND: 404,
  UNSUPPORTED: 501,
};

/**
 * Turns a handler's error into the API's response; unexpected errors are logged, and their text is
 * not sent.
 */
export function answerErrors(app: Hono, log: Logger): void {
  app.onError((thrown, context) => {
    const status = thrown instanceof SeaworthyError ? statusByCode[thrown.code] : undefined;
    if (status !== undefined) return context.json({ message: thrown.message }, status);
    log.error("supabase.call_failed", {
      method: context.req.method,
      path: context.req.path,
      cause: thrown,
    });
    const message =
      thrown instanceof SeaworthyError
        ? thrown.message
        : "The local cloud failed to handle this call. See: seaworthy logs local cloud";
    return context.json({ message }, 500);
  });
}

/**
 * Parses the request's JSON with that schema. Throws INPUT_INVALID with every error and its field.
 */
export async function readBody<T extends z.ZodType>(
  context: Context,
  schema: T,
): Promise<z.infer<T>> {
  return parse(schema, await readJson(context));
}

export function readQuery<T extends z.ZodType>(context: Context, schema: T): z.infer<T> {
  return parse(schema, context.req.query());
}

/** `?reveal=true` and similar. */
export const booleanString = z.enum(["true", "false"]).transform((text) => text === "true");

function parse<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const mistakes = result.error.issues.map((issue) =>
    [issue.path.join("."), issue.message].filter((part) => part !== "").join(": "),
  );
  throw new SeaworthyError("INPUT_INVALID", mistakes.join("; "));
}

async function readJson(context: Context): Promise<unknown> {
  const text = await context.req.text();
  try {
    return text === "" ? {} : parseBoundedJson(text);
  } catch (cause) {
    throw new SeaworthyError("INPUT_INVALID", "The request body is not JSON.", { cause });
  }
}
