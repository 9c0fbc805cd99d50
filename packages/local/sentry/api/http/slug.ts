import { randomBytes } from "node:crypto";
import { z } from "zod";

/** Sentry's slugs: lowercase letters, digits, `_` and `-`, and not digits alone. */
export const slugSchema = z
  .string()
  .max(100)
  .regex(
    /^(?![0-9]+$)[a-z0-9_-]+$/,
    "Enter a valid slug consisting of lowercase letters, numbers, underscores or hyphens. It cannot be entirely numeric.",
  );

/** The slug that Sentry makes of a name; a random tail when that is taken. */
export function slugOf(name: string, isTaken: (slug: string) => boolean): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, "-")
    .replace(/^-+|-+$/g, "");
  const base = plain === "" || /^\d+$/.test(plain) ? `x-${plain}` : plain;
  return isTaken(base) ? `${base}-${randomBytes(2).toString("hex")}` : base;
}
