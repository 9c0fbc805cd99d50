import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CheckoutCopy, copyCheckout } from "../../testing/checkout-copy.ts";
import {
  createTestStack,
  executeIn,
  mustSucceed,
  spawnSeaworthy,
  type TestStack,
} from "../harness.ts";

/** `seaworthy dev`, run in a checkout whose sources the test edits. */
describe("seaworthy dev", { timeout: 120_000 }, () => {
  let stack: TestStack;
  let checkout: CheckoutCopy;
  let child: ReturnType<typeof spawnSeaworthy>;
  let output = "";
  let url = "";

  const seaworthy = (...args: string[]) =>
    executeIn(checkout.root, process.execPath, [checkout.command, ...args], stack.environment);
  const startDev = () => {
    output = "";
    child = spawnSeaworthy({ checkout: checkout.root, environment: stack.environment }, "dev");
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  };
  const untilPrinted = (text: string | RegExp) =>
    expect.poll(() => output, { timeout: 60_000 }).toMatch(text);
  const edit = (change: (source: string) => string) => {
    const file = join(checkout.root, "app/src/modules.ts");
    writeFileSync(file, change(readFileSync(file, "utf8")));
  };
  const titleOf = async () =>
    ((await (await fetch(`${url}/openapi.json`)).json()) as { info: { title: string } }).info.title;

  beforeAll(async () => {
    stack = createTestStack();
    checkout = copyCheckout();
    mustSucceed(await seaworthy("up", "local"));
    const status = JSON.parse(mustSucceed(await seaworthy("status", "local", "--json")).stdout);
    url = status.app.url;
  }, 600_000);

  afterAll(async () => {
    child?.kill("SIGKILL");
    await stack?.close();
    checkout?.remove();
  }, 120_000);

  test("serves a saved change", async () => {
    startDev();
    await untilPrinted("app/src: live after");
    edit((source) => source.replace(/title = ".*"/, 'title = "Changed while it ran"'));
    await expect.poll(titleOf, { timeout: 60_000 }).toBe("Changed while it ran");
  });

  test("shows code that does not compile, and keeps serving the previous version", async () => {
    edit((source) => `${source}\nsyntax(`);
    await untilPrinted("The previous version is still serving");
    expect(await titleOf()).toBe("Changed while it ran");
    edit((source) => source.replace("\nsyntax(", ""));
  });

  test("shows a refused request with the rule that refused it", async () => {
    expect((await fetch(`${url}/.env`)).status).toBe(403);
    await untilPrinted(/edge {2}GET \/\.env block by rule ".+"/);
  });

  test("rotate refuses while a dev version is live", async () => {
    const { code, stderr } = await seaworthy("rotate", "local", "jwt");
    expect(code).toBe(1);
    expect(stderr).toContain("ROTATION_WAITS");
  });

  test("Ctrl-C restores the stack's own version", async () => {
    child.kill("SIGINT");
    await untilPrinted("The version of the last up is serving again");
    expect(await titleOf()).not.toBe("Changed while it ran");
  });

  test("after a kill, the next up restores the stack's own version", async () => {
    startDev();
    await untilPrinted("app/src: live after");
    child.kill("SIGKILL");
    edit((source) => source.replace('title = "Changed while it ran"', 'title = "API"'));
    mustSucceed(await seaworthy("up", "local"));
    expect(await titleOf()).toBe("API");
  });
});
