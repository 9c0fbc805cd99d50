/**
 * `npm run test:long mutations`: runs every change of the table through `seaworthy check prod` of
 * the last commit, several per program; what is wrong then is tried again alone, as in a pull
 * request. A run that was killed goes on where it was; `--fresh` starts over, `--workers 4` runs
 * more checks at once, `--minutes 5` begins none after that time. Other arguments name areas;
 * default all.
 */
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { exitCodes, reportFailure } from "@seaworthy/cli/main";
import { findProject } from "@seaworthy/core/project";
import { tryAll } from "./crew.ts";
import type { Mutation } from "./mutation.ts";
import { type Attempt, openRecord } from "./record.ts";
import { isEnough, summaryOf } from "./summary.ts";
import { areas, harmlessChanges } from "./table.ts";
import { openTree } from "./tree.ts";

/** A check costs seconds of processor time; the line tells whose finding it is. */
const breakagesAtOnce = 48;
const harmlessAtOnce = 60;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    fresh: { type: "boolean", default: false },
    workers: { type: "string", default: "2" },
    minutes: { type: "string", default: "Infinity" },
  },
});

/**
 * Alternates between areas: changes of one area often edit the same place, so only one fits into a
 * program.
 */
function chosen(table: Readonly<Record<string, readonly Mutation[]>>): readonly Mutation[] {
  const lists = Object.entries(table)
    .filter(([area]) => positionals.length === 0 || positionals.includes(area))
    .map(([, mutations]) => mutations);
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list[at] ?? [])).flat();
}

function printProgress(): (attempts: readonly Attempt[], toGo: number) => void {
  const started = Date.now();
  let checks = 0;
  return (attempts, toGo) => {
    checks += 1;
    const seconds = Math.round((Date.now() - started) / 1_000);
    for (const one of attempts.filter(({ right, rightLine }) => !(right && rightLine)))
      say(`${problemOf(one)}: ${one.what} [${one.found.join("; ").slice(0, 400)}]`);
    say(`check ${checks} after ${seconds} s: ${attempts.length} settled, ${toGo} to go`);
  };
}

function problemOf({ harmless, right }: Attempt): string {
  if (harmless) return "false alarm";
  return right ? "another line" : "missed";
}

const say = (text: string) => process.stdout.write(`${text}\n`);

async function main(): Promise<boolean> {
  const { root, state } = findProject();
  const arguments_ = ["-C", root, "rev-parse", "--short", "HEAD"];
  const commit = execFileSync("git", arguments_, { encoding: "utf8" }).trim();
  const file = join(state, "mutations.jsonl");
  if (values.fresh) rmSync(file, { force: true });
  const record = openRecord(file, commit);
  const [broken, harmless] = [chosen(areas), chosen(harmlessChanges)];
  const open = (list: readonly Mutation[]) => list.filter((one) => !record.settled(one));
  const until = Date.now() + Number(values.minutes) * 60_000;
  const trees = await Promise.all(
    Array.from({ length: Number(values.workers) }, () => openTree(root, commit)),
  );
  try {
    await tryAll({ trees, record, commit, until, onProgress: printProgress() }, [
      { mutations: open(broken), most: breakagesAtOnce },
      { mutations: open(harmless), most: harmlessAtOnce },
    ]);
  } finally {
    for (const tree of trees) tree.remove();
  }
  const table = [...broken, ...harmless];
  const attempts = table.flatMap((one) => record.settled(one) ?? []);
  say(summaryOf(attempts, { commit, total: table.length }));
  return isEnough(attempts, table.length);
}

process.exitCode = await main().then(
  (passed) => (passed ? exitCodes.done : exitCodes.failed),
  reportFailure,
);
