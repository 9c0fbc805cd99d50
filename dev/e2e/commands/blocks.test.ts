import { operatorToken, startStack, type TestStack } from "@seaworthy/app/testing/stack";
import { openBlocksClient } from "@seaworthy/cli/blocks/client";
import { renderBlocks } from "@seaworthy/cli/commands/blocks/blocks";
import { afterAll, beforeAll, expect, it } from "vitest";

let stack: TestStack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack?.close());

const client = (token = operatorToken) => openBlocksClient(stack.worker.url.origin, token);

it("adds, lists and lifts a block of a running app", async () => {
  expect(renderBlocks(await client().list())).toBe("Nobody is blocked.\n");
  const block = await client().add("2001:db8::7", 60);
  expect(block.subject).toBe("2001:db8::/64");
  const { blocks, total } = await client().list();
  expect([blocks.map(({ subject }) => subject), total]).toEqual([["2001:db8::/64"], 1]);
  expect(renderBlocks({ blocks, total: 3 })).toBe(
    `2001:db8::/64  until ${blocks[0]?.endsAt}\nand 2 more\n`,
  );
  await client().lift("2001:db8::7");
  expect(await client().list()).toEqual({ blocks: [], total: 0 });
});

it("says why the app refused, and that nothing was changed", async () => {
  await expect(client().lift("192.0.2.1")).rejects.toThrow(
    "404: 192.0.2.1 is not blocked. No block was changed.",
  );
  await expect(client().add("nobody", 5)).rejects.toThrow("422: must be an IP address");
  await expect(client("x".repeat(32)).list()).rejects.toThrow("401");
});
