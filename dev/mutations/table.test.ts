import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rules } from "@seaworthy/readiness/rules/table";
import { expect, test } from "vitest";
import { areas, harmlessChanges } from "./table.ts";

const root = join(import.meta.dirname, "../..");
const mutations = [...Object.values(areas), ...Object.values(harmlessChanges)].flat();

test("each change of the table finds its place in the stack once", () => {
  const lost = mutations.flatMap(({ what, edits }) => {
    // Edits of one file build on each other: later ones see what earlier ones wrote.
    const texts = new Map<string, string>();
    return edits.flatMap(({ file, before, after }) => {
      if (before === undefined) return [];
      const text = texts.get(file) ?? readFileSync(join(root, file), "utf8");
      const parts = text.split(before);
      texts.set(file, parts.join(after));
      return parts.length === 2 ? [] : [`${what}: ${file} has ${parts.length - 1} × ${before}`];
    });
  });
  expect(lost).toEqual([]);
});

test("each breakage names rules that there are", () => {
  const known = new Set(rules.map(({ id }) => id));
  const unknown = mutations.flatMap(({ rules }) => rules.filter((id) => !known.has(id)));
  expect(unknown).toEqual([]);
});
