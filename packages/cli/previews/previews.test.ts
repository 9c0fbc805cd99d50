import { existsSync, rmSync, writeFileSync } from "node:fs";
import { findProject } from "@seaworthy/core/project";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { runCommand } from "../testing/run-command.ts";
import { createStubPulumi } from "../testing/stub-pulumi.ts";
import { openPreview } from "./make-preview.ts";

const engine = createStubPulumi();
vi.mock("../pulumi/cli.ts", () => ({ pulumiDirectory: async () => engine.directory }));
const name = "pr-test-123";
const file = findProject().stackFile(name);
const now = new Date("2026-12-01T12:00:00.000Z");
const tagged = (until: string) => ({ "seaworthy:preview-until": until });
const tagsOf = (stack: string) => `stack tag ls --json --stack ${stack}`;

beforeEach(() => engine.respond({}));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(file, { force: true });
});
afterAll(() => engine.remove());

test.each(["prod", "staging", "local"])(
  "up %s --ephemeral does not replace a stack",
  async (stack) => {
    const { code, stderr } = await runCommand("up", stack, "--ephemeral", "--yes");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error USAGE: .*is the name of an environment.*Nothing was changed/);
    expect(engine.calls()).toEqual([]);
  },
);

test("a stack file of another stack is left as it is", async () => {
  writeFileSync(file, "config: {}\n");
  const { code, stderr } = await runCommand("up", name, "--ephemeral", "--yes");
  expect(code).toBe(2);
  expect(stderr).toContain("is the file of a stack that is not a preview");
  expect(engine.calls()).toEqual([]);
});

test.each([
  [["--like", "gone"], "There is no Pulumi.gone.yaml to make the preview from"],
  [["--like", "prod"], "it belongs to production, whose values are never copied"],
  [["--for", "soon"], "--for takes a duration"],
  [["--config-file", "x.yaml"], "leave --config-file out"],
])("up --ephemeral %j writes nothing", async (options, said) => {
  const { code, stderr } = await runCommand("up", name, "--ephemeral", "--yes", ...options);
  expect(code).not.toBe(0);
  expect(stderr).toContain(said);
  expect(existsSync(file)).toBe(false);
  expect(engine.calls()).toEqual([]);
});

test("nothing is made where nobody can confirm, or a token is missing", async () => {
  expect((await runCommand("up", name, "--ephemeral")).code).toBe(2);
  expect(existsSync(file)).toBe(false);
  vi.stubEnv("CLOUDFLARE_API_TOKEN", undefined);
  const { stderr } = await runCommand("up", name, "--ephemeral", "--yes");
  expect(stderr).toContain("CLOUDFLARE_API_TOKEN");
  expect(engine.calls()).toEqual([]);
});

const opened = () => openPreview(name, { like: "staging", for: "2d", environment: {}, now });

test("a new one is created in the backend and kept for that long", async () => {
  engine.respond({ "stack ls": [{ name: "prod" }], "stack init": {}, "stack tag set": {} });
  expect(await opened()).toEqual(new Date("2026-12-03T12:00:00.000Z"));
  expect(engine.calls().at(-1)).toContain("seaworthy:preview-until 2026-12-03T12:00:00.000Z");
});

test("a stack of that name in the backend that is not a preview is refused", async () => {
  engine.respond({ "stack ls": [{ name: `org/${name}` }], [tagsOf(name)]: {} });
  await expect(opened()).rejects.toMatchObject({ code: "USAGE" });
  expect(engine.calls().join("\n")).not.toMatch(/init|tag set/);
});

test("destroy of a preview whose file another machine has; of a stack that nobody knows", async () => {
  engine.respond({
    "stack tag ls": tagged("2026-12-09T00:00:00.000Z"),
    "config refresh": {},
    destroy: {},
    "stack rm": {},
  });
  expect((await runCommand("destroy", name)).code).toBe(2);
  const { code, stdout } = await runCommand("destroy", name, "--yes");
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: `Preview ${name} is deleted.\n` });
  engine.respond({});
  const unknown = await runCommand("destroy", name, "--yes");
  expect(unknown.stderr).toMatch(/^error STACK_UNKNOWN/);
});

test("a preview whose configuration cannot be read is not deleted", async () => {
  engine.respond({ "stack tag ls": tagged("2026-12-09T00:00:00.000Z"), destroy: {} });
  const { stderr } = await runCommand("destroy", name, "--yes");
  expect(stderr).toContain("pulumi config failed");
  expect(engine.calls().join("\n")).not.toMatch(/^destroy/m);
});
