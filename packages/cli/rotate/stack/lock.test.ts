import { expect, test } from "vitest";
import { memoryTags } from "../testing.ts";
import { beatMs, takeLock, watchMs } from "./lock.ts";

const tag = "seaworthy:rotation-lock";

const left = (host: string, beat = 7) =>
  JSON.stringify({ run: "aaaa", owner: `ann on ${host}`, host, pid: 42, beat });
const mine = { run: "bbbb", owner: "bob on here", host: "here", pid: 43 };

/**
 * Each sleep is a turn of the test, in which `during` runs. The lock's own heartbeat never fires.
 */
function clock(during: (turn: number) => void = () => {}) {
  const slept: number[] = [];
  return {
    slept,
    sleep: (ms: number) => {
      slept.push(ms);
      during(slept.length);
      return slept.length * beatMs > watchMs ? new Promise<void>(() => {}) : Promise.resolve();
    },
  };
}

test("a free lock is taken, and gone after its release", async () => {
  const tags = memoryTags();
  const lock = await takeLock({
    tags,
    holder: mine,
    isAlive: () => true,
    sleep: () => new Promise(() => {}),
  });
  expect(JSON.parse(tags.values.get(tag) ?? "")).toMatchObject({ run: "bbbb", beat: 1 });
  await lock.release();
  expect(tags.values.size).toBe(0);
});

test("one held by a running process of this machine is refused, and its owner named", async () => {
  const attempt = takeLock({
    tags: memoryTags({ [tag]: left("here") }),
    holder: mine,
    isAlive: () => true,
    sleep: clock().sleep,
  });
  await expect(attempt).rejects.toMatchObject({
    code: "STACK_LOCKED",
    message: expect.stringContaining("aaaa by ann on here (process 42)"),
  });
});

test("one left by a dead process of this machine is taken over at once", async () => {
  const watched = clock();
  const tags = memoryTags({ [tag]: left("here") });
  const lock = await takeLock({
    tags,
    holder: mine,
    isAlive: () => false,
    sleep: () => new Promise(() => {}),
  });
  expect(lock.takenFrom).toMatchObject({ run: "aaaa" });
  expect(watched.slept).toEqual([]);
});

test("one of another machine is refused as long as its heartbeat continues, whatever that machine's clock says", async () => {
  const tags = memoryTags({ [tag]: left("elsewhere") });
  const watched = clock((turn) => {
    if (turn === 2) void tags.write(tag, left("elsewhere", 8));
  });
  await expect(
    takeLock({ tags, holder: mine, isAlive: () => true, sleep: watched.sleep }),
  ).rejects.toMatchObject({ code: "STACK_LOCKED" });
});

test("one of a crashed machine is taken over after its heartbeat has been idle while we watched", async () => {
  const watched = clock();
  const tags = memoryTags({ [tag]: left("elsewhere") });
  const lock = await takeLock({ tags, holder: mine, isAlive: () => true, sleep: watched.sleep });
  expect(watched.slept.slice(0, 4)).toEqual([beatMs, beatMs, beatMs, beatMs]);
  expect(lock.takenFrom).toMatchObject({ owner: "ann on elsewhere" });
});

test("an owner whose lock was taken over learns so at its next step", async () => {
  const tags = memoryTags();
  const lock = await takeLock({
    tags,
    holder: mine,
    isAlive: () => true,
    sleep: () => new Promise(() => {}),
  });
  await tags.write(tag, left("elsewhere"));
  await expect(lock.verify()).rejects.toMatchObject({ code: "STACK_LOCKED" });
});

test("waiting for another machine's lock keeps the process alive, its own heartbeat does not", async () => {
  const held: boolean[] = [];
  const sleep = (_ms: number, { ref }: { readonly ref: boolean }) => {
    held.push(ref);
    return held.length > 2 ? new Promise<void>(() => {}) : Promise.resolve();
  };
  await takeLock({
    tags: memoryTags({ [tag]: left("elsewhere") }),
    holder: mine,
    isAlive: () => true,
    sleep,
    watchForMs: 2 * beatMs,
  });
  expect(held).toEqual([true, true, false]);
});
