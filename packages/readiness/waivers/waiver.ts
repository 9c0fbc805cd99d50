import { z } from "zod";
import type { Rank } from "../rules/rule.ts";

/** A violation that somebody answers for until a day. Every field is needed. */
export const waiverSchema = z.strictObject({
  rule: z.string().min(1),
  /** Name or URN of the resource; `stack` for what is about none. */
  resource: z.string().min(1),
  owner: z.string().min(2),
  reason: z.string().min(10, "must say in a sentence why the violation can stay"),
  /** Last day on which it holds. */
  expires: z.iso.date("must be a day such as 2026-12-31"),
  /** Where the decision was made: a ticket or a discussion. */
  link: z.url({ protocol: /^https$/, error: "must be an https address" }),
});

export interface Waiver extends z.output<typeof waiverSchema> {
  /**
   * Where it stands: the file, relative to the folder that holds Pulumi.yaml, and the line from 1.
   */
  readonly file: string;
  readonly line: number;
}

/**
 * How far ahead a waiver may expire, in days from the check: the graver the rule, the sooner
 * somebody has to look again.
 */
export const longestDays: Readonly<Record<Rank, number>> = {
  critical: 14,
  high: 30,
  medium: 90,
  low: 180,
};

const dayMs = 86_400_000;

/** Days from one day to another; negative when the other is past. Both are written `2026-11-21`. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
}
