import { z } from "zod";
import type { Post } from "./post.ts";

/** The place after which the next page begins. */
export interface Cursor {
  /** ISO 8601 in UTC with microseconds. */
  readonly createdAt: string;
  readonly id: string;
}

const parts = z.tuple([
  z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
    .refine((text) => !Number.isNaN(Date.parse(text))),
  z.uuid(),
]);

/** Opaque to clients, safe in a query string. */
export function encodeCursor(post: Pick<Post, "createdAt" | "id">): string {
  return btoa(`${post.createdAt}|${post.id}`)
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** Undefined for anything that `encodeCursor` did not make. */
export function decodeCursor(text: string): Cursor | undefined {
  const read = parts.safeParse(fromBase64(text)?.split("|"));
  return read.success ? { createdAt: read.data[0], id: read.data[1] } : undefined;
}

export const cursorSchema = z
  .string()
  .max(128)
  .transform((text, context): Cursor => {
    const cursor = decodeCursor(text);
    if (cursor) return cursor;
    context.addIssue({
      code: "custom",
      message: "is not a cursor of this feed; take it from nextCursor",
    });
    return z.NEVER;
  });

function fromBase64(text: string): string | undefined {
  if (!/^[\w-]+$/.test(text)) return undefined;
  const padded = text.replaceAll("-", "+").replaceAll("_", "/");
  return padded.length % 4 === 1 ? undefined : atob(padded);
}
