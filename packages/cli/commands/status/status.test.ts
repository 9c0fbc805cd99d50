import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { runCommand } from "../../testing/run-command.ts";
import { createStubPulumi } from "../../testing/stub-pulumi.ts";

const engine = createStubPulumi();
vi.mock("../../pulumi/cli.ts", () => ({ pulumiDirectory: async () => engine.directory }));
const folder = mkdtempSync(join(tmpdir(), "sea-status-"));
beforeEach(() => vi.stubEnv("SEAWORTHY_DIRECTORY", folder));
afterEach(() => vi.unstubAllEnvs());
afterAll(() => {
  engine.remove();
  rmSync(folder, { recursive: true });
});

test("of a stack at the vendors are its outputs", async () => {
  engine.respond({ "stack output": { appUrl: "https://api.example.com" } });
  const { code, stdout } = await runCommand("status", "prod");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ appUrl: "https://api.example.com" });
});

test("asks for secrets only when told to", async () => {
  engine.respond({ "stack output": {} });
  await runCommand("status", "prod");
  await runCommand("status", "prod", "--show-secrets");
  expect(engine.calls()).toEqual([
    "stack output --json --stack prod",
    "stack output --json --stack prod --show-secrets",
  ]);
});

test("of a stack that cannot be read is an error", async () => {
  engine.respond({});
  const { code, stdout, stderr } = await runCommand("status", "prod");
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^error PULUMI_FAILED: pulumi stack failed/);
});

test("of the local stack says how to start it when it does not run", async () => {
  const { code, stdout, stderr } = await runCommand("status", "local");
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^error CLOUD_NOT_RUNNING: .*npx seaworthy up local/);
});
