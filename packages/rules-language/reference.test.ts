import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { renderReference } from "./reference.ts";

test("docs/edge/rules-reference.md matches the tables (npm run docs)", () => {
  expect(
    readFileSync(join(import.meta.dirname, "../../docs/edge/rules-reference.md"), "utf8"),
  ).toBe(renderReference());
});
