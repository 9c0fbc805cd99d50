import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { renderPolicies } from "./catalogue.ts";

test("docs/policies/policies.md matches the table of rules", () => {
  expect(
    readFileSync(resolve(import.meta.dirname, "../../../docs/policies/policies.md"), "utf8"),
  ).toBe(renderPolicies());
});
