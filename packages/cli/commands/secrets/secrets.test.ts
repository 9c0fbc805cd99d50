import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { testExport } from "../../rotate/testing.ts";
import { runCommand } from "../../testing/run-command.ts";
import { createStubPulumi } from "../../testing/stub-pulumi.ts";

const engine = createStubPulumi();
vi.mock("../../pulumi/cli.ts", () => ({ pulumiDirectory: async () => engine.directory }));
afterAll(() => engine.remove());

const values = ["value in use", "value of before"];
const [inUse = "", other = ""] = values;
const exported = testExport({
  "operator-token": { newest: 3, inUse, other },
  jwt: { newest: 1, inUse, phase: "published" },
});
beforeEach(() => engine.respond({ "stack export": exported, "stack tag ls": {} }));

test("are listed with generation, phase and owner, as a table and as JSON", async () => {
  const { code, stdout } = await runCommand("secrets", "prod");
  expect(code).toBe(0);
  const [head, ...lines] = stdout.trimEnd().split("\n");
  expect(head).toMatch(/^SECRET +GENERATION +PHASE +AGE +DUE +OWNER +USED BY$/);
  expect(lines).toEqual([
    expect.stringMatching(
      /^operator-token +3 +steady +\d+ days +(since )?2026-\d\d-\d\d +platform/,
    ),
    expect.stringMatching(/^jwt +1 +published +\d+ days +(since )?2026-\d\d-\d\d +platform/),
  ]);
  const json = JSON.parse((await runCommand("secrets", "prod", "--json")).stdout) as object[];
  expect(json).toMatchObject([
    { secret: "operator-token", generation: 3, consumers: ["a test"] },
    { secret: "jwt", generation: 1, phase: "published" },
  ]);
});

test.each([[["--json"]], [[]]])("never show a value (%j)", async (flags) => {
  const { stdout, stderr } = await runCommand("secrets", "prod", ...flags);
  for (const value of values) expect(stdout + stderr).not.toContain(value);
});

test.each([
  [6, /^error STACK_UNKNOWN: .*Create it first: npx seaworthy up prod/],
  [3, /^error CONFIG_INVALID: Pulumi is not logged in\. Set PULUMI_ACCESS_TOKEN/],
  [255, /^error PULUMI_FAILED: /],
])("of a stack that cannot be read (exit code %i) are an error", async (exit, message) => {
  engine.respond({}, exit);
  const { code, stdout, stderr } = await runCommand("secrets", "prod");
  expect({ isDone: code === 0, stdout }).toEqual({ isDone: false, stdout: "" });
  expect(stderr).toMatch(message);
});
