import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { executeIn, mustSucceed } from "./harness.ts";
import { createRenamedStack, type RenamedStack } from "./rename-components.ts";

/** One rotation of one stack; `rotation.long.test.ts` and its siblings cover all kinds. */
describe("rotate", { timeout: 180_000 }, () => {
  let stack: RenamedStack["stack"];
  let renamed: RenamedStack["renamed"];
  let close: RenamedStack["close"] | undefined;

  beforeAll(async () => {
    ({ stack, renamed, close } = await createRenamedStack());
  }, 300_000);

  afterAll(() => close?.(), 120_000);

  test("refuses a secret that the stack does not have, and changes nothing", async () => {
    expect(await stack.seaworthy("rotate", "local", "passwort")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/The stack has no secret passwort\. Secrets: jwt, /),
    });
  });

  test("replaces a secret of a stack whose components were all renamed", async () => {
    const args = ["rotate", "local", "jwt", "--json"];
    const { stdout } = mustSucceed(
      await executeIn(
        renamed.root,
        process.execPath,
        [renamed.command, ...args],
        stack.environment,
      ),
    );
    expect(JSON.parse(stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({
      event: "done",
      outcome: "rotated",
      secrets: { jwt: 2 },
    });
  });
});
