/**
 * `npm run test:long mutations`: every change of the table through `seaworthy check prod`, several
 * in one program. One that is missed there is tried once more alone, as a pull request brings it.
 */
import { exitCodes, reportFailure } from "@seaworthy/cli/main";
import type { Mutation } from "./mutation.ts";
import { type Finding, type Result, runBatch } from "./run.ts";
import { areas, harmlessChanges } from "./table.ts";

const [only] = process.argv.slice(2);
const say = (text: string) => process.stdout.write(`${text}\n`);
const isWrong = ({ caught, rightLine }: Result) => !(caught && rightLine);

async function all(mutations: readonly Mutation[], most: number) {
  const results: Result[] = [];
  const others: Finding[] = [];
  for (let rest = mutations; rest.length > 0; ) {
    const ran = await runBatch(rest, most);
    results.push(...ran.batch.results);
    others.push(...ran.batch.others);
    rest = ran.rest;
  }
  return { results, others };
}

async function breakages(): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const [area, mutations] of chosen(areas)) {
    const first = (await all(mutations, 14)).results;
    const again = (
      await all(
        first.filter(isWrong).map(({ mutation }) => mutation),
        1,
      )
    ).results;
    const found = [...first.filter((one) => !isWrong(one)), ...again];
    results.push(...found);
    for (const { mutation, caught, places } of again.filter(isWrong))
      say(`${area}: ${caught ? "another line" : "missed"}: ${mutation.what} [${places.join(" ")}]`);
  }
  return results;
}

async function falseAlarms(): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const [area, mutations] of chosen(harmlessChanges)) {
    const { others } = await all(mutations, 40);
    found.push(...others);
    for (const { rule, message } of others) say(`${area}: false alarm: ${rule}: ${message}`);
  }
  return found;
}

const chosen = (table: Readonly<Record<string, readonly Mutation[]>>) =>
  Object.entries(table).filter(([area]) => only === undefined || area === only);

async function main(): Promise<boolean> {
  const broken = await breakages();
  const alarms = await falseAlarms();
  const caught = broken.filter((one) => one.caught);
  const right = caught.filter((one) => one.rightLine);
  const changes = chosen(harmlessChanges).flatMap(([, mutations]) => mutations).length;
  say(
    [
      `${caught.length} of ${broken.length} breakages caught`,
      `${right.length} of them at the right line`,
      `${alarms.length} violations of ${changes} harmless changes`,
    ].join("; "),
  );
  return caught.length >= 0.95 * broken.length && alarms.every(({ rank }) => rank !== "critical");
}

process.exitCode = await main().then(
  (passed) => (passed ? exitCodes.done : exitCodes.failed),
  reportFailure,
);
