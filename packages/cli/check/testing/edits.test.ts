import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { expect, test } from "vitest";
import { breakages, type Edit, harmless } from "./edits.ts";

const { root } = findProject();
const edits: readonly Edit[] = [...breakages.map(([, ...edit]) => edit), ...harmless];

test.each(edits)("%s has exactly one place for: %s", (file, before) => {
  expect(readFileSync(join(root, file), "utf8").split(before)).toHaveLength(2);
});
