import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { renderReference } from "./reference.ts";

test("docs/rules-reference.md matches the tables (npm run docs)", () => {
  expect(readFileSync(join(import.meta.dirname, "../../docs/rules-reference.md"), "utf8")).toBe(
    renderReference(),
  );
});
