import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { project } from "../project.ts";
import { generatedPages } from "./pages.ts";

test.each(generatedPages)("$path is what the code says (npm run docs)", async ({ path, render }) => {
  expect(readFileSync(join(project.root, path), "utf8")).toBe(await render());
});
