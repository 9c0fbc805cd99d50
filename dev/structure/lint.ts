/**
 * The part of `npm run lint` that Biome does not do. With `--shrink` it also removes fixed
 * violations from the known lists.
 */
import { join } from "node:path";
import { brokenArrows } from "./arrows.ts";
import { knownList, shrinkKnownList } from "./known.ts";
import { untestedMiddlewares } from "./middleware-tests.ts";
import { namesOfModules } from "./module-names.ts";
import { namesOfTheStack } from "./names.ts";
import { oversized } from "./sizes.ts";
import { dialectIn, moreThanKnown, shrinkKnownCounts } from "./word-list.ts";

const root = join(import.meta.dirname, "../..");
const shrink = process.argv.includes("--shrink");
const checks = {
  arrows: brokenArrows,
  names: namesOfTheStack,
  modules: namesOfModules,
  sizes: oversized,
} as const;

for (const [name, check] of Object.entries(checks)) {
  const found = await check(root);
  if (shrink) shrinkKnownList(name, found);
  const known = knownList(name);
  for (const line of found.filter((line) => !known.includes(line))) report(line);
  for (const line of known.filter((line) => !found.includes(line)))
    report(`${line} is mended. Type: node dev/structure/lint.ts --shrink`);
}

for (const line of await untestedMiddlewares(root)) report(line);

const uses = await dialectIn(root);
if (shrink) shrinkKnownCounts(uses);
for (const line of moreThanKnown(uses)) report(line);

function report(line: string): void {
  process.stderr.write(`${line}\n`);
  process.exitCode = 1;
}
