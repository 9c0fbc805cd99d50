import { existsSync } from "node:fs";
import { join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { expect, test } from "vitest";
import { renderLong } from "../docs/long-page.ts";
import { readResults } from "./results.ts";
import { longRuns } from "./table.ts";

test.each(longRuns)("$name has a case in npm test, and what it runs exists", (run) => {
  const { root } = findProject();
  expect(existsSync(join(root, run.shortCase))).toBe(true);
  const [program] = run.command.filter((argument) => !argument.startsWith("-"));
  expect(existsSync(join(root, program ?? ""))).toBe(true);
});

test("results belong to existing long runs", () => {
  expect(
    Object.keys(readResults()).filter((name) => !longRuns.some((run) => run.name === name)),
  ).toEqual([]);
});

test("failed runs and runs that never happened are visible", () => {
  const [one, two] = longRuns.slice(0, 2);
  if (one === undefined || two === undefined) return expect.fail("There are two runs.");
  const failed = {
    takenAt: "2026-11-30T02:00:00Z",
    commit: "abc",
    minutes: 3,
    passed: false,
    summary: "1 passed, 2 failed",
  };
  const page = renderLong([one, two], { [one.name]: failed });
  expect(page).toContain("| 2026-11-30, 3 minutes | **failed** at abc: 1 passed, 2 failed |");
  expect(page).toContain("|  | not run |");
});
