import { expect, test } from "vitest";
import { memoryTags } from "./testing.ts";
import { unrevokedKeysStore } from "./unrevoked-keys.ts";

const since = "2026-11-01T10:00:00.000Z";
const now = () => new Date("2026-11-21T12:00:00.000Z");

test("what a rotation could not revoke is kept with the stack, and removed once revoked", async () => {
  const tags = memoryTags();
  const store = unrevokedKeysStore(tags, now);
  await store.set("acme", true);
  expect(await store.read()).toEqual({ acme: now().toISOString() });
  expect([...tags.values.keys()]).toEqual(["seaworthy:unrevoked-keys"]);
  await store.set("acme", false);
  expect(tags.values.size).toBe(0);
});

test("a stack of an earlier version has it under the former name: it is read and moved", async () => {
  const tags = memoryTags({ "seaworthy:still-accepted": JSON.stringify({ acme: since }) });
  const store = unrevokedKeysStore(tags, now);
  expect(await store.read()).toEqual({ acme: since });
  await store.set("globe", true);
  expect(Object.fromEntries(tags.values)).toEqual({
    "seaworthy:unrevoked-keys": JSON.stringify({ acme: since, globe: now().toISOString() }),
  });
});

test("the last key under the former name leaves nothing behind", async () => {
  const tags = memoryTags({ "seaworthy:still-accepted": JSON.stringify({ acme: since }) });
  await unrevokedKeysStore(tags, now).set("acme", false);
  expect(tags.values.size).toBe(0);
});
