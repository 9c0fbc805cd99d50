import type { Mutation } from "./mutation.ts";
import { type Result, runBatch } from "./run.ts";
import { areas, harmlessChanges } from "./table.ts";

const [kind, name = "", most = "12", only = ""] = process.argv.slice(2);
const say = (text: string) => process.stdout.write(`${text}\n`);
const missed = ({ mutation, caught, rightLine }: Result) =>
  mutation.rules.length > 0 && !(caught && rightLine);

async function go(mutations: readonly Mutation[], size: number): Promise<readonly Result[]> {
  let rest = mutations;
  const results: Result[] = [];
  while (rest.length > 0) {
    const { batch, rest: more } = await runBatch(rest, size);
    rest = more;
    results.push(...batch.results);
    if (size === 1 || kind === "h")
      for (const one of batch.others)
        say(
          `  other ${one.rule} ${one.place?.file}:${one.place?.line} ${one.message.slice(0, 160)} [${batch.results.length === 1 ? batch.results[0]?.mutation.what : ""}]`,
        );
  }
  return results;
}

const table = ((kind === "h" ? harmlessChanges : areas)[name] ?? []).filter(({ what }) =>
  what.includes(only),
);
const first = await go(table, Number(most));
const again = await go(
  first.filter(missed).map(({ mutation }) => mutation),
  1,
);
for (const { mutation, caught, places } of again.filter(missed))
  say(
    `${caught ? "LINE" : "MISS"} ${mutation.rules.join("|")}: ${mutation.what} [${places.join(" ")}]`,
  );
say(`${name}: ${first.length}, missed or wrong line ${again.filter(missed).length}`);
