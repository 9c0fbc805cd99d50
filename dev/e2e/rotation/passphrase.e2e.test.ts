import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { saltOf } from "@seaworthy/cli/pulumi/stack-file";
import type { RotationEvent } from "@seaworthy/cli/rotate/events";
import { findProject } from "@seaworthy/core/project";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestStack, execute, mustSucceed, runAndKill, type TestStack } from "../harness.ts";

const canary = `canary-${randomBytes(12).toString("hex")}`;
/** A state with one secret in it, in the format of `pulumi stack import`. */
const deployment = {
  version: 3,
  deployment: {
    manifest: { time: "2026-01-01T00:00:00Z", magic: "", version: "" },
    secrets_providers: {
      type: "passphrase",
      state: { salt: saltOf(readFileSync(join(findProject().root, "Pulumi.local.yaml"), "utf8")) },
    },
    resources: [
      {
        ...{
          urn: "urn:pulumi:local::seaworthy::pulumi:pulumi:Stack::seaworthy-local",
          custom: false,
          type: "pulumi:pulumi:Stack",
        },
        outputs: {
          canary: {
            "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
            plaintext: JSON.stringify(canary),
          },
        },
      },
    ],
  },
};

/** The passphrase of a stack's state; the tests build on each other in this order. */
describe("the stack's passphrase", { timeout: 120_000 }, () => {
  let stack: TestStack;
  let checkpoint: string;

  beforeAll(async () => {
    stack = createTestStack();
    checkpoint = join(stack.directory, "state", ".pulumi", "stacks", "seaworthy", "local.json");
    mustSucceed(await stack.seaworthy("env", "local"));
    const file = join(stack.directory, "deployment.json");
    writeFileSync(file, JSON.stringify(deployment));
    mustSucceed(await stack.pulumi("stack", "import", "--file", file, "--stack", "local"));
    rmSync(file);
  }, 300_000);

  afterAll(async () => {
    await stack?.close();
  }, 120_000);

  const rotate = async (...args: string[]) => {
    const { stdout } = mustSucceed(
      await stack.seaworthy("rotate", "local", "stack-passphrase", "--json", ...args),
    );
    return stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as RotationEvent);
  };
  const killed = (watch: (line: string, kill: () => void) => void) =>
    runAndKill(stack, ["rotate", "local", "stack-passphrase", "--json"], watch);
  const saltOfState = () => /"salt":"([^"]+)"/.exec(readFileSync(checkpoint, "utf8"))?.[1];
  const opensWith = async (passphrase: string) => {
    const command = `PULUMI_CONFIG_PASSPHRASE=${passphrase} exec pulumi stack export --show-secrets --stack local`;
    const script = `eval "$(npx seaworthy env local)"; ${command}`;
    return (await execute("sh", ["-c", script], stack.environment)).stdout.includes(canary);
  };
  /** With the environment from `seaworthy env`, as operators use it. */
  const expectWhole = async () => {
    expect(
      mustSucceed(await stack.pulumi("stack", "export", "--show-secrets", "--stack", "local"))
        .stdout,
    ).toContain(canary);
    expect(mustSucceed(await stack.pulumi("config", "--stack", "local")).stdout).toContain(
      "environment",
    );
  };

  test("is replaced: the old one decrypts nothing, and the run reports how long neither worked", async () => {
    const [before, file] = [
      saltOfState(),
      readFileSync(join(findProject().root, "Pulumi.local.yaml"), "utf8"),
    ];
    expect((await rotate("--dry-run")).at(-1)).toMatchObject({
      event: "started",
      secrets: { "stack-passphrase": 2 },
    });
    expect(saltOfState()).toBe(before);
    const end = (await rotate()).at(-1);
    expect(end).toMatchObject({
      event: "done",
      outcome: "rotated",
      secrets: { "stack-passphrase": 2 },
      gapMs: expect.any(Number),
    });
    expect(saltOfState()).not.toBe(before);
    expect(await opensWith("seaworthy-local")).toBe(false);
    expect(readFileSync(join(findProject().root, "Pulumi.local.yaml"), "utf8")).toBe(file);
    await expectWhole();
  });

  test("a run killed between the state and the stack file leaves a stack that every command can open, and is finished", async () => {
    const before = saltOfState();
    const code = await killed((line, kill) => {
      if (!line.includes('"step":"publish","at":"before"')) return;
      const timer = setInterval(() => {
        if (saltOfState() === before) return;
        clearInterval(timer);
        kill();
      }, 1);
    });
    expect(code).toBe(137);
    expect(existsSync(join(stack.directory, "passphrase", "next.json"))).toBe(true);
    await expectWhole();
    expect((await rotate()).at(-1)).toMatchObject({
      outcome: "rotated",
      secrets: { "stack-passphrase": 3 },
    });
    expect(saltOfState()).not.toBe(before);
    await expectWhole();
  });

  test("a run killed before it reached the state is undone", async () => {
    const before = saltOfState();
    expect(
      await killed((line, kill) =>
        line.includes('"step":"prepare","at":"after"') ? kill() : undefined,
      ),
    ).toBe(137);
    await expectWhole();
    const next = await rotate();
    expect(next).toContainEqual(
      expect.objectContaining({ event: "found", doing: "undo", step: "prepare" }),
    );
    expect(next.at(-1)).toMatchObject({ event: "done", outcome: "undone" });
    expect(saltOfState()).toBe(before);
    await expectWhole();
  });

  test.each([
    [
      "another secret is named with it",
      ["stack-passphrase", "jwt"],
      /error USAGE: Rotate stack-passphrase on its own/,
    ],
    [
      "both sources are named",
      ["stack-passphrase", "--stdin", "--command", "true"],
      /error USAGE: Give --stdin or --command/,
    ],
  ])("is not changed when %s", async (_, args, message) => {
    const before = saltOfState();
    expect(await stack.seaworthy("rotate", "local", ...args)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(message),
    });
    expect(saltOfState()).toBe(before);
  });

  test.each([
    [
      "the backend does not know",
      "file:///tmp",
      2,
      /error STACK_UNKNOWN: Pulumi's backend has no stack staging\. Create it first: npx seaworthy up staging/,
    ],
    [
      "nobody is logged in to",
      "http://127.0.0.1:9",
      1,
      /error CONFIG_INVALID: Pulumi is not logged in\. Set PULUMI_ACCESS_TOKEN/,
    ],
  ])("of a stack that %s is refused with what to do", async (_, backend, code, message) => {
    const home = {
      PULUMI_HOME: join(stack.directory, "pulumi"),
      PULUMI_BACKEND_URL: backend,
      PULUMI_ACCESS_TOKEN: "",
      // Otherwise missing vendor tokens would be reported first.
      CLOUDFLARE_API_TOKEN: "token",
      SUPABASE_ACCESS_TOKEN: "token",
      SENTRY_AUTH_TOKEN: "token",
      UPSTASH_EMAIL: "team@seaworthy.dev",
      UPSTASH_API_KEY: "key",
    };
    const command = [
      join(findProject().root, "packages", "cli", "bin", "seaworthy.mjs"),
      "rotate",
      "staging",
    ];
    for (const name of ["jwt", "stack-passphrase"])
      expect(
        await execute(process.execPath, [...command, name], { ...stack.environment, ...home }),
      ).toMatchObject({
        code,
        stderr: expect.stringMatching(message),
      });
  });
});
