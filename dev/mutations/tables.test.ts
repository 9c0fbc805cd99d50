import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { expect, test } from "vitest";
import { areas, harmlessChanges } from "./table.ts";

const { root } = findProject();

test("the text that each change replaces stands in its file exactly once", () => {
  const all = [...Object.values(areas), ...Object.values(harmlessChanges)].flat();
  const edits = all.flatMap(({ what, edits }) => edits.map((edit) => ({ what, ...edit })));
  expect(edits.length).toBeGreaterThan(100);
  const stale = edits.filter(
    ({ file, before }) =>
      before !== undefined && readFileSync(join(root, file), "utf8").split(before).length !== 2,
  );
  expect(stale.map(({ what, file, before }) => `${what}: ${file}: ${before}`)).toEqual([]);
});
