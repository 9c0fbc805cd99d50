import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { expect, test } from "vitest";
import { generatedPages } from "./pages.ts";

test.each(generatedPages)("$path matches the code (npm run docs)", async ({ path, render }) => {
  expect(readFileSync(join(findProject().root, path), "utf8")).toBe(await render());
});
