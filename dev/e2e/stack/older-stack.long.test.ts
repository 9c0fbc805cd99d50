import { execFileSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { modules } from "@seaworthy/app/src/modules";
import type { LocalStatus } from "@seaworthy/cli/status/local";
import { findProject } from "@seaworthy/core/project";
import type { Module } from "@seaworthy/platform/modules/define-module";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CheckoutCopy, copyCheckout } from "../../testing/checkout-copy.ts";
import { type CommandResult, createTestStack, executeIn, type TestStack } from "../harness.ts";

/** The stack is created by this commit: one of 2026-11-30, or `OLDER_COMMIT`. */
const commit = process.env.OLDER_COMMIT ?? "e83f5e37";

const [scope] = modules.flatMap(({ scopes = [] }: Module) => scopes);

/** If `up` cannot upgrade the stack, its error names the command to type. */
const refusal = /npx seaworthy down local --wipe/;

/** What `npm ci` makes, which git does not have: the packages, and the built SDKs. */
const installed = ["node_modules", "sdks"];

/** The sources of that commit, with what is installed in this checkout. */
function copyCommit(): CheckoutCopy {
  const copy = copyCheckout();
  for (const name of readdirSync(copy.root))
    if (!installed.includes(name)) rmSync(join(copy.root, name), { recursive: true });
  const { root } = findProject();
  const maxBuffer = 512 * 1024 * 1024;
  const archive = execFileSync("git", ["archive", "--format=tar", commit], {
    cwd: root,
    maxBuffer,
  });
  execFileSync("tar", ["-x", "-C", copy.root], { input: archive });
  return copy;
}

describe("a local stack of an earlier commit", { timeout: 900_000 }, () => {
  let [older, newer]: [CheckoutCopy | undefined, CheckoutCopy | undefined] = [undefined, undefined];
  let stack: TestStack;
  let token = "";
  let taken: CommandResult;
  beforeAll(async () => {
    older = copyCommit();
    newer = copyCheckout();
    stack = createTestStack();
    await done(older, "up", "local");
    token = (await done(older, "token", "local")).trim();
    expect(await create()).toBe(201);
    await done(older, "down", "local");
    taken = await run(newer, "up", "local");
  }, 1_800_000);
  afterAll(async () => {
    await stack?.close();
    older?.remove();
    newer?.remove();
  }, 120_000);

  const run = (checkout: CheckoutCopy, ...args: string[]) =>
    executeIn(checkout.root, process.execPath, [checkout.command, ...args], stack.environment);
  const done = async (checkout: CheckoutCopy | undefined, ...args: string[]) => {
    if (checkout === undefined) throw new RangeError("There is no checkout.");
    const { code, stdout, stderr } = await run(checkout, ...args);
    expect(code, `${args.join(" ")}\n${stdout}${stderr}`).toBe(0);
    return stdout;
  };
  const urlOf = async (checkout: CheckoutCopy | undefined) =>
    (JSON.parse(await done(checkout, "status", "local", "--json")) as LocalStatus).app.url;
  const headers = () => ({ authorization: `Bearer ${token}`, "content-type": "application/json" });
  const create = async () => {
    const body = JSON.stringify({ name: "kept", scopes: [scope] });
    const url = `${await urlOf(older)}/rest/api-keys`;
    return (await fetch(url, { method: "POST", headers: headers(), body })).status;
  };

  test("is upgraded in place, or refused with the one command to type", () => {
    if (taken.code !== 0) expect(taken.stderr).toMatch(refusal);
  });

  test("serves its rows to tokens that it had issued", async () => {
    if (taken.code !== 0) await done(newer, "down", "local", "--wipe", "--yes");
    if (taken.code !== 0) return void (await done(newer, "up", "local"));
    const response = await fetch(`${await urlOf(newer)}/rest/api-keys`, { headers: headers() });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ keys: [{ name: "kept" }] });
  });

  test("has nothing left to change", async () => {
    expect(await done(newer, "up", "local")).toMatch(/Resources:\s+\d+ unchanged\n/);
  });
});
