import { modules } from "@seaworthy/app/src/modules";
import { findProject } from "@seaworthy/core/project";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CheckoutCopy, copyCheckout } from "../../testing/checkout-copy.ts";
import { keepOnly } from "../../testing/keep-modules.ts";
import { executeIn, mustSucceed } from "../harness.ts";

const names: readonly string[] = modules.map(({ name }) => name);

/** What `modules-removed.test.ts` only type-checks and bundles. */
describe.each([
  ...names.map((name) => ({ removed: name, left: names.filter((other) => other !== name) })),
  { removed: "any", left: [] },
])("without module $removed", { timeout: 1_800_000 }, ({ left }) => {
  let copy: CheckoutCopy;
  beforeAll(async () => {
    copy = copyCheckout();
    keepOnly(copy, left);
    // The pages about the modules' configuration are generated, as a team would do it.
    mustSucceed(await run(process.execPath, "dev/docs/generate.ts"));
  }, 300_000);
  afterAll(() => copy?.remove());

  const run = (program: string, ...args: string[]) =>
    executeIn(copy.root, program, args, { ...process.env, NO_COLOR: "1" });

  test("check prod passes", async () => {
    mustSucceed(await run(process.execPath, copy.command, "check", "prod"));
  });

  test("the remaining tests of app and infra pass", async () => {
    const vitest = `${findProject().root}/node_modules/vitest/vitest.mjs`;
    const { code, stdout, stderr } = await run(process.execPath, vitest, "run", "app", "infra");
    expect(code, `${stdout.slice(-20_000)}${stderr.slice(-5_000)}`).toBe(0);
    expect(stdout).toMatch(/Tests +\d+ passed \(\d+\)/);
  });
});
