import { createMiddleware } from "hono/factory";
import { AppError } from "../errors/errors.ts";
import type { AppEnv } from "../runtime/app-env.ts";
import { bodyText } from "./body-text.ts";

export interface JsonBodyOptions {
  /** Maximum number of items per array. Default 1,000. */
  readonly maxItems?: number;
  /** Maximum number of keys per object. Default 1,000. */
  readonly maxKeys?: number;
  /** Maximum nesting depth. Default 20. */
  readonly maxDepth?: number;
}

/**
 * Accepts only JSON of bounded shape: any page could send a form without a CORS preflight, and a
 * schema is only as cheap as its input. Throws MEDIA_TYPE_UNSUPPORTED, BODY_MALFORMED,
 * BODY_INVALID.
 *
 * ```ts
 * app.post("/rest/imports", signedIn, jsonBody({ maxItems: 100 }), handler);
 * ```
 */
export function jsonBody(options: JsonBodyOptions = {}) {
  const limits = { maxItems: 1_000, maxKeys: 1_000, maxDepth: 20, ...options };
  return createMiddleware<AppEnv>(async function jsonBody(c, next) {
    if (!/^application\/(?:[\w.-]+\+)?json\s*(;|$)/i.test(c.req.header("content-type") ?? "")) {
      throw new AppError("MEDIA_TYPE_UNSUPPORTED", "Send the body as application/json.");
    }
    const problem = findExcess(parse(await bodyText(c)), limits);
    if (problem !== undefined) throw new AppError("BODY_INVALID", problem);
    await next();
  });
}

/** With limits that suit most routes. */
export const jsonOnly = jsonBody();

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("BODY_MALFORMED", "The body is not valid JSON.", { cause });
  }
}

/** Iterative instead of recursive: the body may be deep enough to overflow the stack. */
function findExcess(
  body: unknown,
  { maxItems, maxKeys, maxDepth }: Required<JsonBodyOptions>,
): string | undefined {
  let level: unknown[] = [body];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth)
      return `Arrays and objects can be nested at most ${maxDepth} levels deep.`;
    const inner: unknown[] = [];
    for (const value of level.filter(isContainer)) {
      const items = Object.values(value);
      if (Array.isArray(value) && items.length > maxItems)
        return `An array can have at most ${maxItems} items.`;
      if (items.length > maxKeys && !Array.isArray(value))
        return `An object can have at most ${maxKeys} keys.`;
      for (const item of items) if (isContainer(item)) inner.push(item);
    }
    level = inner;
  }
  return undefined;
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
