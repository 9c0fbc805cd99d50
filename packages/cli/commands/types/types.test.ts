import { afterAll, expect, test, vi } from "vitest";
import { testExport } from "../../rotate/testing.ts";
import { runCommand } from "../../testing/run-command.ts";
import { createStubPulumi } from "../../testing/stub-pulumi.ts";

const engine = createStubPulumi();
vi.mock("../../pulumi/cli.ts", () => ({ pulumiDirectory: async () => engine.directory }));
afterAll(() => engine.remove());

test("of a stack without a database are an error, not an empty file", async () => {
  engine.respond({ "stack export": testExport({}) });
  const { code, stdout, stderr } = await runCommand("types", "prod");
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toBe("error USAGE: The stack has no database with migrations.\n");
});
