import { expect, test } from "vitest";
import { pageChecks } from "./page-checks.ts";

const routes = { ready: "/health/ready", generations: "/internal/generations" };

test("the platform's pages are opened first, then those of the modules by their names", () => {
  const about = { path: "/about", shows: "About us" };
  const found = pageChecks({ routes }, [{ name: "site", pages: { about } }, { name: "jobs" }]);
  expect(found.map(({ name, path }) => [name, path])).toEqual([
    ["health", "/health/ready"],
    ["docs", "/docs"],
    ["site: about", "/about"],
  ]);
  expect(found.at(-1)).toEqual({ name: "site: about", ...about });
});
