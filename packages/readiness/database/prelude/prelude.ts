import { readFileSync } from "node:fs";
import { join } from "node:path";

/** SQL for the contents of a new Supabase project before its first migration, in parts. */
const preludeParts = ["roles", "auth", "storage", "tracking", "scratch"] as const;

export const readPrelude = (part: (typeof preludeParts)[number]): string =>
  readFileSync(join(import.meta.dirname, `${part}.sql`), "utf8");
