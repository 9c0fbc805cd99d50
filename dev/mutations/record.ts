import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseJson } from "@seaworthy/core/parse-json";
import { z } from "zod";
import type { Mutation } from "./mutation.ts";

/** How the command judged one change. */
const attemptSchema = z.object({
  key: z.string(),
  what: z.string(),
  /** The commit that was changed, and whose rules judged it. */
  commit: z.string(),
  harmless: z.boolean(),
  /** Caught, for a breakage; no violation, for a harmless change. */
  right: z.boolean(),
  rightLine: z.boolean(),
  critical: z.boolean(),
  /** False when the command could not judge the changed program. */
  judged: z.boolean(),
  /** In a program without other changes. */
  alone: z.boolean(),
  /** What was found, and where; or why nothing was judged. */
  found: z.array(z.string()),
});
export type Attempt = z.output<typeof attemptSchema>;

/** What an earlier run, killed or ended, has already judged. */
export interface Record {
  /** The last attempt, if it settles the change: a miss only counts at its own commit. */
  settled(mutation: Mutation): Attempt | undefined;
  add(attempt: Attempt): void;
}

/** One line per attempt, written at once, so a killed run loses only the checks under way. */
export function openRecord(file: string, commit: string): Record {
  mkdirSync(dirname(file), { recursive: true });
  const last = new Map(readAttempts(file).map((one) => [one.key, one]));
  return {
    settled(mutation) {
      const one = last.get(keyOf(mutation));
      return one !== undefined && isSettled(one, commit) ? one : undefined;
    },
    add(attempt) {
      last.set(attempt.key, attempt);
      appendFileSync(file, `${JSON.stringify(attempt)}\n`);
    },
  };
}

const isSettled = ({ right, rightLine, alone, commit }: Attempt, now: string): boolean =>
  (right && rightLine) || (alone && commit === now);

/** The numbers that new files get follow from the order of the table, and do not count. */
export const keyOf = ({ what, rules, edits, line }: Mutation): string =>
  createHash("sha256")
    .update(JSON.stringify([what, rules, edits, line]).replace(/further-\d+|\d{4}_change_\d+/g, ""))
    .digest("hex")
    .slice(0, 16);

function readAttempts(file: string): readonly Attempt[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => {
      const { data } = attemptSchema.safeParse(parseJson(line));
      return data === undefined ? [] : [data];
    });
}
