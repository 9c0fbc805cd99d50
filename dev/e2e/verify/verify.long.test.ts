import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createTestStack, mustSucceed, type TestStack } from "../harness.ts";
import { breakages } from "./breakages.ts";
import { type Vendors, vendorsOf } from "./vendors.ts";

const resultsSchema = z.object({
  results: z.array(
    z.looseObject({
      experiment: z.string(),
      outcome: z.string(),
      policies: z.array(z.string()),
      observations: z.array(
        z.looseObject({ outcome: z.string(), policies: z.array(z.string()).optional() }),
      ),
    }),
  ),
});

/** One stack; each breakage is reverted before the next. */
describe("verify", { timeout: 300_000 }, () => {
  let stack: TestStack;
  let vendors: Vendors;

  beforeAll(async () => {
    stack = createTestStack();
    await stack.up();
    const outputs = mustSucceed(await stack.pulumi("stack", "output", "manifest", "--json"));
    vendors = vendorsOf(await stack.status(), JSON.parse(outputs.stdout));
  }, 600_000);

  afterAll(() => stack?.close(), 120_000);

  const verify = async (...args: string[]) => {
    const { code, stdout, stderr } = await stack.seaworthy("verify", "local", "--json", ...args);
    if (stdout === "") expect.fail(stderr);
    return { code, ...resultsSchema.parse(JSON.parse(stdout)) };
  };

  test("proves everything on a new stack", async () => {
    const { code, results } = await verify();
    expect(results.filter(({ outcome }) => outcome !== "proven")).toEqual([]);
    expect(code).toBe(0);
  });

  test.each(breakages)("$experiment is red when $what", async (breakage) => {
    const undo = await breakage.break(vendors);
    try {
      const { code, results } = await verify("--only", breakage.experiment);
      const [result] = results;
      expect(code).toBe(1);
      const open = result?.observations.filter(({ outcome }) => outcome !== "proven") ?? [];
      expect(open.flatMap(({ policies }) => policies ?? result?.policies ?? [])).toContain(
        breakage.policy,
      );
      expect(result?.outcome).toBe("refuted");
    } finally {
      await undo();
    }
  });

  test("proves everything again when all is as declared", async () => {
    const { results } = await verify();
    expect(results.filter(({ outcome }) => outcome !== "proven")).toEqual([]);
  });
});
