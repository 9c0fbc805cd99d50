/** `npm run test:long [name…]`: all long runs or the named ones, sequentially. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { stripVTControlCharacters } from "node:util";
import { exitCodes, reportFailure } from "@seaworthy/cli/main";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import type { LongRun } from "./long-run.ts";
import { writeResult } from "./results.ts";
import { longRuns } from "./table.ts";

const { root } = findProject();

async function main(names: readonly string[]): Promise<boolean> {
  const unknown = names.find((name) => !longRuns.some((run) => run.name === name));
  if (unknown !== undefined)
    throw new SeaworthyError(
      "USAGE",
      `There is no long run ${unknown}; there are ${longRuns.map(({ name }) => name).join(", ")}.`,
    );
  let allPassed = true;
  for (const run of longRuns.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const passed = await measure(run);
    process.stdout.write(`${run.name}: ${passed ? "passed" : "FAILED"}\n`);
    allPassed &&= passed;
  }
  process.stdout.write(
    "Results are in dev/long/results.json. Type: npm run docs, and commit both.\n",
  );
  return allPassed;
}

async function measure({ name, command, environment }: LongRun): Promise<boolean> {
  const takenAt = new Date();
  const child = spawn(process.execPath, command, {
    cwd: root,
    // What the caller sets counts: a smaller number, for a quick look.
    env: { ...environment, ...process.env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    process.stdout.write(text);
    output = `${output}${text}`.slice(-4_000);
  });
  const [exitCode] = (await once(child, "close")) as [number | null];
  writeResult(name, {
    takenAt: takenAt.toISOString(),
    commit: execFileSync("git", ["rev-parse", "--short", "HEAD"], {
      cwd: root,
      encoding: "utf8",
    }).trim(),
    minutes: Number(((Date.now() - takenAt.getTime()) / 60_000).toFixed(1)),
    passed: exitCode === 0,
    summary: summaryOf(stripVTControlCharacters(output)),
  });
  return exitCode === 0;
}

/**
 * The counts of Vitest or the proof, otherwise the last line; and any measurements the run reports.
 */
export function summaryOf(output: string): string {
  const lines = output
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const counts = lines.findLast((line) => /^\d+ passed/.test(line)) ?? lines.at(-1) ?? "";
  const measured = lines.findLast((line) => line.startsWith("measured: "));
  return measured === undefined ? counts : `${counts}; ${measured}`;
}

process.exitCode = await main(process.argv.slice(2)).then(
  (passed) => (passed ? exitCodes.done : exitCodes.failed),
  reportFailure,
);
