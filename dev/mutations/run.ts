import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeTree } from "@seaworthy/cli/check/base-tree";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import { run } from "@seaworthy/toolchain/run";
import { z } from "zod";
import { apply, type Lines, linesOf, type Mutation } from "./mutation.ts";

const finding = z.object({
  rule: z.string(),
  rank: z.string(),
  message: z.string(),
  place: z.object({ file: z.string(), line: z.number().optional() }).optional(),
});
export type Finding = z.output<typeof finding>;
const reportSchema = z.object({
  violations: z.array(finding),
  unknowns: z.array(z.object({ rule: z.string() })),
});

export interface Result {
  readonly mutation: Mutation;
  readonly caught: boolean;
  /** The finding names a line of the change, or the required line. */
  readonly rightLine: boolean;
  /** The rule's findings and their reported places. */
  readonly places: readonly string[];
}

export interface Batch {
  readonly results: readonly Result[];
  /** Violations that no change of the batch explains. */
  readonly others: readonly Finding[];
  readonly exitCode: number | undefined;
}

/** The commit that pull requests start from. */
function currentCommit(root: string): string {
  const args = ["-C", root, "rev-parse", "HEAD"];
  commit ??= execFileSync("git", args, { encoding: "utf8" }).trim();
  return commit;
}

let commit: string | undefined;

/** Runs as many as fit into one program through `seaworthy check prod`; returns the rest. */
export async function runBatch(
  mutations: readonly Mutation[],
  most: number,
): Promise<{ batch: Batch; rest: readonly Mutation[] }> {
  const { root: project } = findProject();
  const root = mkdtempSync(join(tmpdir(), "sea-mutations-"));
  try {
    await writeTree(project, currentCommit(project), root);
    const made: Mutation[] = [];
    const rest: Mutation[] = [];
    for (const one of mutations) {
      if (made.length < most && apply(root, one)) made.push(one);
      else rest.push(one);
    }
    if (made.length === 0)
      throw new SeaworthyError("USAGE", `No place in the stack for: ${rest[0]?.what}`);
    return { batch: await judge(root, made), rest };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Runs the command in the checkout. */
async function judge(root: string, made: readonly Mutation[]): Promise<Batch> {
  const command = join(root, "packages", "cli", "bin", "seaworthy.mjs");
  const file = join(root, "report.json");
  const { exitCode, tail } = await run(
    process.execPath,
    [command, "check", "prod", "--format", `json=${file}`],
    {
      directory: root,
      environment: { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "" },
    },
  );
  const { data: report } = reportSchema.safeParse(JSON.parse(readText(file, tail)));
  if (report === undefined) return notJudged(made, tail, exitCode);
  const claimed = new Set<Finding>();
  const results = made.map((mutation) => {
    const found = report.violations.filter(({ rule }) => mutation.rules.includes(rule));
    const spans = linesOf(root, mutation);
    const right = found.filter(({ place }) => spans.some((span) => isIn(span, place)));
    for (const one of right.length > 0 ? right : found) claimed.add(one);
    const many = made.filter(({ rules }) => rules.some((id) => mutation.rules.includes(id)));
    // If another change breaks the same rule, the line decides whose finding it is.
    const caught =
      many.length > 1 && mutation.anywhere !== true ? right.length > 0 : found.length > 0;
    return {
      mutation,
      caught,
      rightLine: right.length > 0 || (mutation.anywhere === true && found.length > 0),
      places: found.map(({ place }) =>
        place === undefined ? "none" : `${place.file}:${place.line ?? ""}`,
      ),
    };
  });
  const others = report.violations.filter((one) => !claimed.has(one));
  return { results, others, exitCode };
}

/** One of the changes makes the preview fail. */
function notJudged(
  made: readonly Mutation[],
  tail: readonly string[],
  exitCode: number | undefined,
): Batch {
  const places = [`not judged: ${tail.join(" ").slice(0, 600)}`];
  process.stdout.write(`${places}\n`);
  const missed = { caught: false, rightLine: false, places };
  return { results: made.map((mutation) => ({ ...missed, mutation })), others: [], exitCode };
}

function readText(file: string, tail: readonly string[]): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new SeaworthyError("USAGE", `No report: ${tail.join("\n")}`, { cause });
  }
}

const isIn = ({ file, first, last }: Lines, place: Finding["place"]): boolean =>
  place !== undefined &&
  place.file === file &&
  place.line !== undefined &&
  place.line >= first &&
  place.line <= last;
