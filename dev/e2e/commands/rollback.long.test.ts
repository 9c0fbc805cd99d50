import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RollbackReport } from "@seaworthy/cli/rollback/rollback";
import { openEngine } from "@seaworthy/cli/rotate/stack/engine";
import {
  credentialIn,
  operatorTokenOf,
  secretIn,
  versionOf,
} from "@seaworthy/cli/rotate/stack/stack-state";
import { tokenClaims } from "@seaworthy/cli/token/sign";
import { openDeployed } from "@seaworthy/cli/worker/deployed";
import { readEnvironment } from "@seaworthy/core/environment";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LoadSecrets, startLoad } from "../../load/load.ts";
import { makeApiKeys } from "../../load/load-keys.ts";
import { type CheckoutCopy, copyCheckout } from "../../testing/checkout-copy.ts";
import { createTestStack, executeIn, mustSucceed, type TestStack } from "../harness.ts";

/** `seaworthy rollback`, run in a checkout whose sources the test edits. */
describe("seaworthy rollback", { timeout: 600_000 }, () => {
  let stack: TestStack;
  let checkout: CheckoutCopy;
  let environment: ReturnType<typeof readEnvironment>;
  let url = "";

  const seaworthy = (...args: string[]) =>
    executeIn(checkout.root, process.execPath, [checkout.command, ...args], stack.environment);
  const state = () => openEngine({ name: "local", isLocal: true }, environment).readState();
  const deployed = async () => openDeployed((await state()).manifest, environment);
  const edit = (file: string, change: (source: string) => string) => {
    const path = join(checkout.root, file);
    writeFileSync(path, change(readFileSync(path, "utf8")));
  };
  const setTitle = (title: string) =>
    edit("app/src/modules.ts", (source) => source.replace(/title = ".*"/, `title = "${title}"`));
  const titleOf = async () =>
    ((await (await fetch(`${url}/openapi.json`)).json()) as { info: { title: string } }).info.title;
  const rollBack = async (...args: string[]) =>
    JSON.parse(
      mustSucceed(await seaworthy("rollback", "local", ...args, "--yes", "--json")).stdout,
    ) as RollbackReport;

  beforeAll(async () => {
    stack = createTestStack();
    checkout = copyCheckout();
    setTitle("one");
    mustSucceed(await seaworthy("up", "local"));
    environment = readEnvironment(await stack.variables());
    url = (await state()).manifest.app.url;
  }, 600_000);

  afterAll(async () => {
    await stack?.close();
    checkout?.remove();
  }, 120_000);

  test("the first version has nothing to roll back to, and stays live", async () => {
    expect(await seaworthy("rollback", "local", "--yes")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("No version with other code served before"),
    });
    expect(await titleOf()).toBe("one");
  });

  test("rolls back at once, up keeps it, and it can be undone", async () => {
    const first = versionOf(await state());
    setTitle("two");
    mustSucceed(await seaworthy("up", "local"));
    const second = versionOf(await state());
    expect(await rollBack()).toMatchObject({ from: second, to: first, codeOf: first });
    expect(await titleOf()).toBe("one");
    const { stdout } = mustSucceed(await seaworthy("up", "local"));
    expect(stdout).toContain(`Version ${second} was rolled back`);
    expect(await titleOf()).toBe("one");
    const refused = await seaworthy("rotate", "local", "jwt");
    expect(refused.stderr).toContain("was rolled back");
    expect(await rollBack(second)).toMatchObject({ to: second });
    expect(await titleOf()).toBe("two");
  });

  test("after a rotation it redeploys the old code with the current secrets, and no request fails", async () => {
    mustSucceed(await seaworthy("rotate", "local", "jwt"));
    const before = await state();
    const jwt = credentialIn(before, "jwt");
    const secrets: LoadSecrets = {
      jwt: secretIn(jwt, jwt.slot),
      operatorToken: operatorTokenOf(before),
      claims: tokenClaims(before.manifest),
    };
    const apiKeys = await makeApiKeys(url, secrets, 3);
    const load = startLoad({
      ...{ url, clients: 4, requestsPerSecond: 25, apiKeys, sessionMs: 2_000 },
      secrets: () => secrets,
    });
    await expect.poll(load.requests, { timeout: 30_000 }).toBeGreaterThan(50);
    const report = await rollBack();
    const at = load.requests();
    await expect.poll(load.requests, { timeout: 30_000 }).toBeGreaterThan(at + 100);
    const { failures, requests } = await load.stop();
    console.info(`rollback after a rotation: ${requests} requests, ${report.seconds} s`);
    expect(failures).toEqual([]);
    expect(report.to).not.toBe(report.codeOf);
    expect(report.replaced).toContain("jwt");
    expect(await titleOf()).toBe("one");
  });

  test("a fix is deployed by the next up, and rotations work again", async () => {
    setTitle("three");
    mustSucceed(await seaworthy("up", "local"));
    expect(await titleOf()).toBe("three");
    mustSucceed(await seaworthy("rotate", "local", "jwt"));
    expect(await titleOf()).toBe("three");
  });

  test("refuses after a destructive migration, and --accept-migrations overrides", async () => {
    const write = (file: string, sql: string) =>
      writeFileSync(join(checkout.root, "app/migrations", file), sql);
    write(
      "0990_example.sql",
      "-- Up Migration\nalter table public.api_keys drop column name;\n-- Down Migration\n",
    );
    setTitle("four");
    mustSucceed(await seaworthy("up", "local"));
    const { code, stderr } = await seaworthy("rollback", "local", "--yes");
    expect(code).toBe(1);
    expect(stderr).toContain("0990_example drops");
    expect(await titleOf()).toBe("four");
    await rollBack("--accept-migrations");
    expect(await titleOf()).toBe("three");
    const { worker } = await deployed();
    expect((await worker.shares()).shares).toHaveLength(1);
  });
});
