import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { runCommand } from "../../testing/run-command.ts";
import { createStubPulumi } from "../../testing/stub-pulumi.ts";

const engine = createStubPulumi();
vi.mock("../../pulumi/cli.ts", () => ({ pulumiDirectory: async () => engine.directory }));
beforeEach(() => engine.respond({}));
afterEach(() => vi.unstubAllEnvs());
afterAll(() => engine.remove());

test("changes nothing where nobody can confirm", async () => {
  const { code, stderr } = await runCommand("up", "prod");
  expect(code).toBe(2);
  expect(stderr).toMatch(/^error USAGE: The changes to stack prod need confirmation.*--yes/);
  expect(engine.calls()).toEqual([]);
});

test("names the token that is missing before the engine starts", async () => {
  vi.stubEnv("CLOUDFLARE_API_TOKEN", undefined);
  const { code, stderr } = await runCommand("up", "prod", "--yes");
  expect(code).not.toBe(0);
  expect(stderr).toContain("CLOUDFLARE_API_TOKEN");
  expect(engine.calls()).toEqual([]);
});

test("needs the stack file that is named", async () => {
  const { code, stderr } = await runCommand("up", "prod", "--yes", "--config-file", "absent.yaml");
  expect(code).not.toBe(0);
  expect(stderr).toContain("absent.yaml");
  expect(engine.calls()).toEqual([]);
});
