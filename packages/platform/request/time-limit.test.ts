import { stat } from "node:fs/promises";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { within } from "./time-limit.ts";

class Late extends Error {}

it("ends a wait that takes too long", async () => {
  await expect(within(20, new Promise(() => {}), () => new Late())).rejects.toBeInstanceOf(Late);
});

it("passes on the result, or why it failed", async () => {
  expect(await within(60_000, Promise.resolve("done"), () => new Late())).toBe("done");
  await expect(
    within(60_000, Promise.reject(new TypeError("broken")), () => new Late()),
  ).rejects.toBeInstanceOf(TypeError);
});

it("accepts a response that arrived in time, even if the isolate was too busy to read it", async () => {
  // From here on, timers run before what has arrived.
  await nextTurn();
  const answer = within(400, stat(import.meta.filename), () => new Late());
  // Another thread reads the file in the meantime.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
  expect((await answer).isFile()).toBe(true);
});
