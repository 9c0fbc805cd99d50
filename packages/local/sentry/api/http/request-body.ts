import { messageOf } from "@seaworthy/core/errors";
import type { Context } from "hono";
import type { z } from "zod";
import { parseBoundedJson } from "../../../kernel/bounds/bounded-json.ts";
import { fieldMessage } from "./field-message.ts";
import { invalidFields, problem } from "./problem.ts";

/**
 * The parsed body. Throws Sentry's 400 for anything other than a JSON object, an invalid field or
 * an unknown one.
 */
export async function parseBody<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  return parsedBy(schema, await readJson(context));
}

/** By the schema of the body's `type`. */
export async function parseTyped<T>(
  context: Context,
  schemaOf: (type: unknown) => z.ZodType<T>,
): Promise<T> {
  const body = await readJson(context);
  const type = typeof body === "object" && body !== null && "type" in body ? body.type : undefined;
  return parsedBy(schemaOf(type), body);
}

function parsedBy<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body, { reportInput: true, error: fieldMessage });
  if (!parsed.success) throw invalidFields(parsed.error);
  return parsed.data;
}

async function readJson(context: Context): Promise<unknown> {
  const text = await context.req.text();
  if (text.length > 1024 * 1024) throw problem(413, { detail: "Request body is too large." });
  try {
    return text === "" ? {} : parseBoundedJson(text);
  } catch (cause) {
    throw problem(400, { detail: messageOf(cause) });
  }
}

/**
 * Sentry's monitors and alerts also accept snake_case fields. Values are not converted: their keys
 * may be data.
 */
export function camelKeys(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      field,
    ]),
  );
}
