import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { z } from "zod";
import { hasErrno, SeaworthyError } from "./errors.ts";
import { parseJson } from "./parse-json.ts";

/**
 * Reads a JSON file that a program wrote; undefined when it does not exist. Throws STORE_CORRUPT,
 * with the file's name and what to do, when it is empty, truncated or has another shape.
 * @param remedy what to type, and what that costs
 */
export function readJsonFile<T>(path: string, schema: z.ZodType<T>, remedy: string): T | undefined {
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const state = text.trim() === "" ? "empty" : "damaged";
  throw new SeaworthyError("STORE_CORRUPT", `${path} is ${state}. ${remedy}`);
}

/**
 * Written to a new file and renamed: if the run is killed, the previous content remains, and of two
 * runs at the same time one wins.
 */
export function writeJsonFile(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}.${randomUUID()}.part`;
  writeFileSync(part, `${JSON.stringify(value, null, 2)}\n`);
  renameSync(part, path);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (thrown) {
    if (hasErrno(thrown, "ENOENT")) return undefined;
    throw thrown;
  }
}
