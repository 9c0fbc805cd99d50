import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { exitCodes } from "@seaworthy/cli/main";
import { hasErrno } from "@seaworthy/core/errors";
import { parseJson } from "@seaworthy/core/parse-json";
import { run } from "@seaworthy/toolchain/run";
import { z } from "zod";
import { type Lines, linesOf, type Mutation } from "./mutation.ts";

const finding = z.object({
  rule: z.string(),
  rank: z.string(),
  message: z.string(),
  place: z.object({ file: z.string(), line: z.number().optional() }).optional(),
});
export type Finding = z.output<typeof finding>;
const reportSchema = z.object({ violations: z.array(finding) });

interface Result {
  readonly mutation: Mutation;
  readonly caught: boolean;
  /** The finding names a line of the change, or the required line. */
  readonly rightLine: boolean;
  /** The rule's findings and their reported places. */
  readonly places: readonly string[];
}

export interface Judged {
  readonly results: readonly Result[];
  /** Violations that no change explains. */
  readonly others: readonly Finding[];
}

/** The command's own words when it could not judge the changed program. */
export interface NotJudged {
  readonly reason: string;
}

/** Runs `seaworthy check prod` in a checkout with these changes. */
export async function judge(root: string, made: readonly Mutation[]): Promise<Judged | NotJudged> {
  const command = join(root, "packages", "cli", "bin", "seaworthy.mjs");
  const file = join(root, "report.json");
  rmSync(file, { force: true });
  const { exitCode, tail } = await run(
    process.execPath,
    [command, "check", "prod", "--format", `json=${file}`],
    {
      directory: root,
      environment: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "" },
    },
  );
  const { data: report } = reportSchema.safeParse(parseJson(readText(file)));
  if (report === undefined || exitCode === undefined || exitCode > exitCodes.failed)
    return { reason: tail.join(" ").slice(0, 600) };
  return compare(root, made, report.violations);
}

function compare(root: string, made: readonly Mutation[], violations: readonly Finding[]): Judged {
  const spans = new Map(made.map((one) => [one, linesOf(root, one)]));
  const claimed = new Set<Finding>();
  const results = made.map((mutation) => {
    const found = violations.filter(
      (one) => mutation.rules.includes(one.rule) && !isOfAnother(one, mutation, spans),
    );
    const right = found.filter(({ place }) => isIn(spans.get(mutation) ?? [], place));
    for (const one of right.length > 0 ? right : found) claimed.add(one);
    return {
      mutation,
      caught: found.length > 0,
      rightLine: right.length > 0 || (mutation.anywhere === true && found.length > 0),
      places: found.map(({ place }) =>
        place === undefined ? "none" : `${place.file}:${place.line ?? ""}`,
      ),
    };
  });
  return { results, others: violations.filter((one) => !claimed.has(one)) };
}

/** If several changes break the same rule, the line decides whose finding it is. */
const isOfAnother = (
  { place }: Finding,
  mutation: Mutation,
  spans: ReadonlyMap<Mutation, readonly Lines[]>,
): boolean =>
  !isIn(spans.get(mutation) ?? [], place) &&
  [...spans].some(([other, lines]) => other !== mutation && isIn(lines, place));

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (thrown) {
    if (hasErrno(thrown, "ENOENT")) return "";
    throw thrown;
  }
}

const isIn = (spans: readonly Lines[], place: Finding["place"]): boolean =>
  spans.some(
    ({ file, first, last }) =>
      place?.file === file && place.line !== undefined && place.line >= first && place.line <= last,
  );
