import type { Context } from "hono";
import type { z } from "zod";
import { parseBoundedJson } from "../../kernel/bounds/bounded-json.ts";
import { type ApiError, Refusal } from "./envelope.ts";

/** Cloudflare's code for a body that is not JSON or has the wrong shape. */
const unreadable = 10026;

/**
 * Reads and validates a JSON body. Reports every error at once, by JSON pointer; unknown fields are
 * rejected.
 */
export async function readBody<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
): Promise<z.output<Schema>> {
  return parseBody(await context.req.text(), schema);
}

/** The same for JSON in one part of a body. */
export function parseBody<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
): z.output<Schema> {
  let body: unknown;
  try {
    body = parseBoundedJson(text);
  } catch {
    throw new Refusal(400, {
      code: unreadable,
      message: "Could not parse request body. Please ensure the request is valid and try again.",
    });
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new Refusal(400, ...parsed.error.issues.map(describe));
}

function describe(issue: z.core.$ZodIssue): ApiError {
  const path =
    issue.code === "unrecognized_keys" ? [...issue.path, issue.keys.join(",")] : issue.path;
  const pointer = `/${path.map(String).join("/")}`;
  const text =
    issue.code === "unrecognized_keys"
      ? `The field ${issue.keys.join(", ")} is unknown here`
      : issue.message;
  return { code: unreadable, message: `${pointer}: ${text}`, pointer };
}
