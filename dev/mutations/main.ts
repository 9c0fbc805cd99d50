/**
 * `npm run test:long mutations`: runs every change of the table through `seaworthy check prod`,
 * several per program. A missed one is tried again alone, as in a pull request, unless `--once` is
 * given. Other arguments name areas; default all.
 */
import { exitCodes, reportFailure } from "@seaworthy/cli/main";
import type { Mutation } from "./mutation.ts";
import { type Finding, type Result, runBatch } from "./run.ts";
import { areas, harmlessChanges } from "./table.ts";

const given = process.argv.slice(2);
const once = given.includes("--once");
const only = given.filter((one) => one !== "--once");
const say = (text: string) => process.stdout.write(`${text}\n`);
const isWrong = ({ caught, rightLine }: Result) => !(caught && rightLine);

/** Enough to give a batch changes of each area, and few enough to tell them apart. */
const breakagesAtOnce = 16;
const harmlessAtOnce = 40;

async function all(mutations: readonly Mutation[], most: number) {
  const results: Result[] = [];
  const others: Finding[] = [];
  for (let rest = mutations; rest.length > 0; ) {
    const ran = await runBatch(rest, most);
    results.push(...ran.batch.results);
    others.push(...ran.batch.others);
    rest = ran.rest;
    say(
      `${results.filter((one) => !isWrong(one)).length} of ${results.length} found, ${rest.length} to go`,
    );
  }
  return { results, others };
}

async function breakages(): Promise<readonly Result[]> {
  const first = (await all(chosen(areas), breakagesAtOnce)).results;
  const wrong = first.filter(isWrong);
  const alone = wrong.map(({ mutation }) => mutation);
  const again = once ? wrong : (await all(alone, 1)).results;
  for (const { mutation, caught, places } of again.filter(isWrong))
    say(
      `${caught ? "another line" : "missed"}: ${mutation.rules.join(" or ")}: ${mutation.what} [${places.join(" ")}]`,
    );
  return [...first.filter((one) => !isWrong(one)), ...again];
}

async function falseAlarms(): Promise<readonly Finding[]> {
  const { others } = await all(chosen(harmlessChanges), harmlessAtOnce);
  for (const { rule, message, place } of others)
    say(`false alarm: ${rule}: ${message} [${place?.file ?? "none"}:${place?.line ?? ""}]`);
  return others;
}

/**
 * Alternates between areas: changes of one area often edit the same place, so only one fits into a
 * program.
 */
function chosen(table: Readonly<Record<string, readonly Mutation[]>>): readonly Mutation[] {
  const lists = Object.entries(table)
    .filter(([area]) => only.length === 0 || only.includes(area))
    .map(([, mutations]) => mutations);
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list[at] ?? [])).flat();
}

async function main(): Promise<boolean> {
  const broken = await breakages();
  const alarms = await falseAlarms();
  const caught = broken.filter((one) => one.caught);
  const right = caught.filter((one) => one.rightLine);
  say(
    [
      `${caught.length} of ${broken.length} breakages caught`,
      `${right.length} of them at the right line`,
      `${alarms.length} violations of ${chosen(harmlessChanges).length} harmless changes`,
    ].join("; "),
  );
  return caught.length >= 0.95 * broken.length && alarms.every(({ rank }) => rank !== "critical");
}

process.exitCode = await main().then(
  (passed) => (passed ? exitCodes.done : exitCodes.failed),
  reportFailure,
);
