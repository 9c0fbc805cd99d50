import type { RotationEvent } from "@seaworthy/cli/rotate/events";
import type { LocalStatus } from "@seaworthy/cli/status/local";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CheckoutCopy, copyCheckout } from "../../testing/checkout-copy.ts";
import { keepOnly } from "../../testing/keep-modules.ts";
import {
  type CommandResult,
  createTestStack,
  executeIn,
  mustSucceed,
  type TestStack,
} from "../harness.ts";
import { requestBurst } from "../rotation/request-burst.ts";

/** The platform serves, is judged and is rotated by itself. In this order. */
describe("a stack without any module", { timeout: 600_000 }, () => {
  let copy: CheckoutCopy;
  let stack: TestStack;
  beforeAll(async () => {
    copy = copyCheckout();
    keepOnly(copy, []);
    stack = createTestStack();
    await done("up", "local");
  }, 600_000);
  afterAll(async () => {
    await stack?.close();
    copy?.remove();
  }, 120_000);

  const seaworthy = (...args: string[]): Promise<CommandResult> =>
    executeIn(copy.root, process.execPath, [copy.command, ...args], stack.environment);
  const done = async (...args: string[]) => mustSucceed(await seaworthy(...args)).stdout;
  const status = async () => JSON.parse(await done("status", "local", "--json")) as LocalStatus;
  const token = async () => (await done("token", "local")).trim();
  const get = async (path: string, headers: Record<string, string> = {}) =>
    (await fetch(`${(await status()).app.url}${path}`, { headers })).status;

  test("passes the policies of prod", async () => {
    const { violations } = JSON.parse(await done("check", "prod", "--format", "json")) as {
      violations: unknown[];
    };
    expect(violations).toEqual([]);
  });

  test("serves the platform's routes, and no workload's", async () => {
    expect(await get("/health/ready")).toBe(200);
    expect(await get("/rest/api-keys")).toBe(401);
    expect(await get("/rest/api-keys", { authorization: `Bearer ${await token()}` })).toBe(200);
    expect(await get("/rest/nothing")).toBe(404);
  });

  test("has its limits by prefix, whether a route exists or not", async () => {
    const url = `${(await status()).app.url}/rest/nothing`;
    const answers = await requestBurst(url, 110, "127.0.0.24");
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404, 429]));
  });

  test("rotates every secret, and the replaced ones stop working", async () => {
    const old = await token();
    const events = (await done("rotate", "local", "--json"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as RotationEvent);
    const listed = JSON.parse(await done("secrets", "local", "--json")) as Listed[];
    // It encrypts the others in state, and is replaced by a command of its own.
    const names = listed.map(({ secret }) => secret).filter((name) => name !== "stack-passphrase");
    const rotated = Object.fromEntries(names.map((name) => [name, 2]));
    expect(Object.keys(rotated).length).toBeGreaterThan(8);
    expect(events.at(-1)).toMatchObject({ event: "done", outcome: "rotated", secrets: rotated });
    await done("rotate", "local", "stack-passphrase");
    expect(await get("/rest/api-keys", { authorization: `Bearer ${old}` })).toBe(401);
    expect(await get("/rest/api-keys", { authorization: `Bearer ${await token()}` })).toBe(200);
  });

  test("has nothing to change afterwards", async () => {
    expect(await done("up", "local")).toMatch(/Resources:\s+\d+ unchanged\n/);
  });
});

interface Listed {
  readonly secret: string;
}
