import { readFileSync } from "node:fs";
import { join } from "node:path";

/** SQL of what a new Supabase project has before its first migration, a part at a time. */
const preludeParts = ["roles", "auth", "storage", "tracking", "scratch"] as const;

export const readPrelude = (part: (typeof preludeParts)[number]): string =>
  readFileSync(join(import.meta.dirname, `${part}.sql`), "utf8");
