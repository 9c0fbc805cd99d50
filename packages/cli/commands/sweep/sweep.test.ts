import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { runCommand } from "../../testing/run-command.ts";
import { createStubPulumi } from "../../testing/stub-pulumi.ts";
import { sweep } from "./sweep.ts";

const engine = createStubPulumi();
vi.mock("../../pulumi/cli.ts", () => ({ pulumiDirectory: async () => engine.directory }));
const now = new Date("2026-12-01T12:00:00.000Z");
const tagged = (until: string) => ({ "seaworthy:preview-until": until });
const tagsOf = (stack: string) => `stack tag ls --json --stack ${stack}`;

beforeEach(() => engine.respond({}));
afterAll(() => engine.remove());

test("a sweep deletes expired previews, and neither unexpired ones nor other stacks", async () => {
  engine.respond({
    "stack ls": ["prod", "pr-1", "pr-2"].map((stack) => ({ name: stack })),
    [tagsOf("prod")]: { "seaworthy:preview-until": "not a time" },
    [tagsOf("pr-1")]: tagged("2026-12-01T11:59:59.000Z"),
    [tagsOf("pr-2")]: tagged("2026-12-01T12:00:01.000Z"),
    "config refresh": {},
    destroy: {},
    "stack rm": {},
  });
  await expect(sweep({ now })).rejects.toMatchObject({ code: "USAGE" });
  await sweep({ yes: true, now });
  const changes = engine.calls().filter((line) => /^(destroy|stack rm)/.test(line));
  expect(changes).toEqual([
    "destroy --yes --non-interactive --stack pr-1",
    "stack rm --yes --stack pr-1",
  ]);
});

test("a sweep that fails at one preview goes on, and names it at the end", async () => {
  engine.respond({
    "stack ls": [{ name: "pr-1" }, { name: "pr-2" }],
    "stack tag ls": tagged("2026-12-01T11:00:00.000Z"),
    "config refresh": {},
    "destroy --yes --non-interactive --stack pr-2": {},
    "stack rm": {},
  });
  await expect(sweep({ yes: true, now })).rejects.toMatchObject({
    message: expect.stringMatching(/pr-1: pulumi destroy failed/),
  });
  expect(engine.calls()).toContain("stack rm --yes --stack pr-2");
  expect(engine.calls()).not.toContain("stack rm --yes --stack pr-1");
});

test("sweep as typed, with no preview", async () => {
  engine.respond({ "stack ls": [] });
  const { code, stdout } = await runCommand("sweep");
  expect({ code, stdout }).toEqual({ code: 0, stdout: "No preview is to be deleted.\n" });
});
