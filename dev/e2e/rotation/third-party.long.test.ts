import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RotationEvent } from "@seaworthy/cli/rotate/events";
import { type KeyServer, startKeyServer } from "@seaworthy/cli/rotate/rotators/key-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestStack, mustSucceed, runAndKill, type TestStack } from "../harness.ts";
import { textIn } from "./rotation-stack.ts";

const stripeKey = () => `sk_test_${randomBytes(18).toString("hex")}`;
const keys = {
  first: stripeKey(),
  second: stripeKey(),
  unknown: stripeKey(),
  webhook: `whsec_${randomBytes(18).toString("hex")}`,
};

interface Line {
  readonly secret: string;
  readonly generation: number;
  readonly todo?: string;
}

/** Operator-supplied keys, on one stack; the tests build on each other in this order. */
describe("a third-party key", { timeout: 120_000 }, () => {
  let stack: TestStack;
  let vendor: KeyServer;
  let file: string;
  /** The events of the one complete rotation. */
  let run: RotationEvent[];

  beforeAll(async () => {
    vendor = await startKeyServer();
    stack = createTestStack();
    Object.assign(stack.environment, {
      SEAWORTHY_PROBE_STRIPE_SECRET_KEY: `${vendor.url}/v1/balance`,
    });
    vendor.taken.add(keys.first);
    Object.assign(stack.environment, { SEAWORTHY_PROVIDED_STRIPE_SECRET_KEY: keys.first });
    const thirdParty = ["stripe", "stripe-webhook"];
    file = stack.configure({
      "seaworthy:secrets.thirdParty": thirdParty,
      "seaworthy:secrets.graceSeconds": 1,
    });
    await stack.up("--config-file", file);
    delete stack.environment.SEAWORTHY_PROVIDED_STRIPE_SECRET_KEY;
  }, 300_000);

  afterAll(async () => {
    await stack?.close();
    await vendor?.close();
  }, 120_000);

  const rotate = (...args: string[]) =>
    stack.seaworthy("rotate", "local", ...args, "--json", "--config-file", file);
  const give = (name: string, value: string, ...args: string[]) => {
    const path = join(stack.directory, `${name}.value`);
    writeFileSync(path, `${value}\n`);
    return rotate(name, "--command", `cat ${path}; rm ${path}`, ...args);
  };
  const eventsOf = ({ stdout }: { stdout: string }) =>
    stdout
      .trim()
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as RotationEvent);
  const line = async (name: string) => {
    const { stdout } = mustSucceed(await stack.seaworthy("secrets", "local", "--json"));
    return (JSON.parse(stdout) as Line[]).find(({ secret }) => secret === name);
  };

  test("is used from the first `up` if it was supplied; otherwise it does not stop the stack, and is listed with what to type", async () => {
    expect(await line("stripe")).toMatchObject({ generation: 1 });
    expect(await line("stripe-webhook")).toMatchObject({
      generation: 0,
      todo: "give it: npx seaworthy rotate local stripe-webhook",
    });
    const { app } = await stack.status();
    const { warnings } = (await (await fetch(`${app.url}/health`)).json()) as {
      warnings: string[];
    };
    expect(warnings.filter((warning) => warning.startsWith("STRIPE"))).toEqual([
      "STRIPE_WEBHOOK_SECRET: not set",
    ]);
  });

  test.each([
    [
      "nobody can be asked",
      ["stripe"],
      /error USAGE: The new value of stripe is missing\. Type it on a terminal, pipe it in with --stdin/,
    ],
    [
      "the stack does not have it",
      ["google"],
      /error USAGE: The stack has no secret google\. Secrets: .*stripe/,
    ],
    [
      "it is not named",
      ["--stdin"],
      /error USAGE: Name the secret that the value is for: stripe, stripe-webhook, .*stack-passphrase/,
    ],
    [
      "two sources are named",
      ["stripe", "--stdin", "--command", "true"],
      /error USAGE: Give --stdin or --command, not both/,
    ],
    [
      "it is no such key",
      ["stripe", "--command", "echo hunter2"],
      /error USAGE: Invalid value for stripe: expected a secret or restricted key/,
    ],
  ])("is refused before anything is changed when %s", async (_, args, message) => {
    const before = vendor.calls.length;
    expect(await rotate(...args)).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(message),
    });
    expect(vendor.calls).toHaveLength(before);
  });

  test("that its vendor refuses is not stored: exit 1, and nothing changed", async () => {
    const refused = await give("stripe", keys.unknown);
    expect(refused).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining(
        "error ROTATION_REFUSED: The vendor rejected the new value of stripe",
      ),
    });
    expect(vendor.calls.at(-1)).toBe("GET /v1/balance 401");
    expect(await line("stripe")).toMatchObject({ generation: 1 });
  });

  test("is skipped unless named; a dry run says so, and what it would prompt for", async () => {
    const all = eventsOf(mustSucceed(await rotate("--dry-run")));
    expect(all).toContainEqual(
      expect.objectContaining({
        event: "left-out",
        secret: "stripe",
        todo: "npx seaworthy rotate local stripe",
      }),
    );
    expect(all.find(({ event }) => event === "started")).not.toHaveProperty("secrets.stripe");
    const named = eventsOf(mustSucceed(await rotate("jwt", "stripe", "--dry-run")));
    expect(named).toContainEqual(
      expect.objectContaining({ event: "started", secrets: { jwt: 2, stripe: 2 } }),
    );
    expect(named).toContainEqual(expect.objectContaining({ event: "would-ask", secret: "stripe" }));
    expect(
      eventsOf(mustSucceed(await rotate("--due", "--dry-run"))).map(({ event }) => event),
    ).toEqual(["done"]);
  });

  test("that a killed run had not stored is skipped by name, or supplied again", async () => {
    vendor.taken.add(keys.second);
    const [path, values] = [
      join(stack.directory, "both.value"),
      `${keys.second}\n${keys.webhook}\n`,
    ];
    writeFileSync(path, values);
    const args = [
      "rotate",
      "local",
      "stripe",
      "stripe-webhook",
      "--command",
      `cat ${path}`,
      "--json",
      "--config-file",
      file,
    ];
    const code = await runAndKill(stack, args, (text, kill) =>
      text.includes('"step":"prepare","at":"before"') ? kill() : undefined,
    );
    expect(code).toBe(137);
    const without = eventsOf(mustSucceed(await rotate("--due", "--dry-run")));
    expect(without).toContainEqual(
      expect.objectContaining({
        event: "left-out",
        secret: "stripe",
        reason: expect.stringContaining("interrupted"),
      }),
    );
    const again = await rotate("stripe", "stripe-webhook", "--command", `cat ${path}; rm ${path}`);
    run = eventsOf(mustSucceed(again));
    expect(run).toContainEqual(
      expect.objectContaining({ event: "found", doing: "finish", step: "prepare" }),
    );
    expect(run.at(-1)).toMatchObject({
      outcome: "rotated",
      secrets: { stripe: 2, "stripe-webhook": 1 },
    });
    mustSucceed(await stack.pulumi("preview", "--expect-no-changes", "--config-file", file));
  });

  test("that was replaced and still works is reported until an operator revokes it at the vendor", async () => {
    const key = `…${keys.first.slice(-4)}`;
    const todo = expect.stringContaining("dashboard");
    expect(run).toContainEqual(
      expect.objectContaining({ event: "unrevoked", secret: "stripe", key, todo }),
    );
    expect(run.at(-1)).toMatchObject({ unrevokedKeys: ["stripe"] });
    expect((await line("stripe"))?.todo).toContain(`the previous key (${key}) has been valid`);
    const third = stripeKey();
    vendor.taken.add(third);
    expect(await give("stripe", third)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/ROTATION_WAITS: The previous key still works/),
    });
    vendor.taken.delete(keys.first);
    expect(await line("stripe")).toEqual(expect.not.objectContaining({ todo: expect.anything() }));
  });

  test("is in no file in plain text", () => {
    const written =
      textIn(join(stack.directory, "local", "logs")) + textIn(join(stack.directory, "state"));
    expect(Object.values(keys).filter((key) => written.includes(key))).toEqual([]);
  });
});
