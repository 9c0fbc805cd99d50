import type { Context } from "hono";
import type { z } from "zod";
import { parseBoundedJson } from "../../kernel/bounds/bounded-json.ts";
import { answerError } from "./api-error.ts";

/** The body parsed with the schema, or an error response that lists every error with its field. */
export async function readBody<T>(
  context: Context,
  schema: z.ZodType<T>,
): Promise<{ readonly body: T } | { readonly refused: Response }> {
  const text = await context.req.text();
  const json = parseJson(text);
  if (json === undefined)
    return { refused: answerError(context, "bad_request", "The body is not JSON.") };
  const parsed = schema.safeParse(json);
  if (parsed.success) return { body: parsed.data };
  const mistakes = parsed.error.issues.map(
    (issue) => `${issue.path.join(".") || "body"}: ${issue.message}`,
  );
  return { refused: answerError(context, "bad_request", mistakes.join("; ")) };
}

function parseJson(text: string): unknown {
  try {
    return parseBoundedJson(text);
  } catch {
    return undefined; // the caller got an error in Upstash's shape
  }
}
