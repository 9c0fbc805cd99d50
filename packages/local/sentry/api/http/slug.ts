import { randomBytes } from "node:crypto";
import { z } from "zod";

/** Sentry's slugs: lower-case letters, digits, `_` and `-`, but not only digits. */
export const slugSchema = z
  .string()
  .max(100)
  .regex(
    /^(?![0-9]+$)[a-z0-9_-]+$/,
    "Enter a valid slug consisting of lowercase letters, numbers, underscores or hyphens. It cannot be entirely numeric.",
  );

/** The slug that Sentry derives from a name, with a random suffix if it is taken. */
export function slugOf(name: string, isTaken: (slug: string) => boolean): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, "-")
    .replace(/^-+|-+$/g, "");
  const base = plain === "" || /^\d+$/.test(plain) ? `x-${plain}` : plain;
  return isTaken(base) ? `${base}-${randomBytes(2).toString("hex")}` : base;
}
