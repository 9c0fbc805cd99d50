import type { Answer } from "./engine.ts";

/** What a difference is about, as reasons in differences.ts name it. */
export function kindOf(expression: string, ours: Answer, theirs: Answer | undefined): string {
  if (theirs === undefined) return "no answer";
  if ("holds" in theirs) return "holds" in ours ? "verdict" : "refused here";
  if (!("holds" in ours)) return "refused by both";
  const [, column = "1"] = /\(1:(\d+)\)/.exec(theirs.refused) ?? [];
  const place = Buffer.from(expression)
    .subarray(Number(column) - 1)
    .toString(); // counts bytes
  if (/^true\b/.test(place)) return "true alone";
  return /^(?:http|cf|ip|len|lower|upper|concat)\b/.test(place)
    ? "two request values compared"
    : "accepted here";
}
