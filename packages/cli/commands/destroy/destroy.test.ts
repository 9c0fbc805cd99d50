import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { runCommand } from "../../testing/run-command.ts";
import { createStubPulumi } from "../../testing/stub-pulumi.ts";

const engine = createStubPulumi();
vi.mock("../../pulumi/cli.ts", () => ({ pulumiDirectory: async () => engine.directory }));
beforeEach(() => engine.respond({ destroy: {} }));
afterAll(() => engine.remove());

test("deletes without a question only with --yes", async () => {
  expect((await runCommand("destroy", "prod", "--yes")).code).toBe(0);
  expect(engine.calls()).toEqual(["destroy --stack prod --yes --non-interactive"]);
});

test("changes nothing where nobody can confirm", async () => {
  const { code, stderr } = await runCommand("destroy", "prod");
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^error USAGE: Deleting everything in stack prod needs confirmation.*add --yes\. Nothing was changed\./,
  );
  expect(engine.calls()).toEqual([]);
});

test("fails as Pulumi does", async () => {
  engine.respond({}, 4);
  const { code, stderr } = await runCommand("destroy", "prod", "--yes");
  expect(code).toBe(1);
  expect(stderr).toContain("error PULUMI_FAILED: pulumi destroy failed (4)");
});
