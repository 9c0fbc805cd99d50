import type { Report } from "@seaworthy/readiness/reports/report";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { check } from "./check.ts";
import { breakages, type Edit, harmless } from "./testing/edits.ts";
import { createTree, type TestTree } from "./testing/tree.ts";

async function judged(edits: readonly Edit[]): Promise<{ report: Report; tree: TestTree }> {
  const tree = await createTree();
  for (const [file, before, after] of edits) tree.edit(file, before, after);
  const report = await check({
    stack: "prod",
    root: tree.root,
    previewed: "stand-ins",
    profile: "baseline",
    today: "2026-11-21",
    onProgress: () => {},
  });
  return { report, tree };
}

describe("seaworthy check prod", { timeout: 300_000 }, () => {
  const trees: TestTree[] = [];
  afterAll(() => {
    for (const tree of trees) tree.remove();
  });

  describe("of a program with one breakage of each kind", () => {
    let report: Report;
    beforeAll(async () => {
      const result = await judged(breakages.map(([, ...edit]) => edit));
      report = result.report;
      trees.push(result.tree);
    }, 300_000);

    test.each(breakages.map(([rule]) => rule))("%s is violated", (rule) => {
      expect(report.violations.map((one) => one.rule.id)).toContain(rule);
    });

    test("and nothing else is", () => {
      const rules = new Set(breakages.map(([rule]) => rule));
      const others = report.violations.filter((one) => !rules.has(one.rule.id));
      expect(others.map(({ rule, message }) => `${rule.id}: ${message}`)).toEqual([]);
    });
  });

  test("of a program with the nearest harmless changes: none", async () => {
    const { report, tree } = await judged(harmless);
    trees.push(tree);
    expect(report.violations.map(({ rule, message }) => `${rule.id}: ${message}`)).toEqual([]);
  });
});
