import { expect, test } from "vitest";
import { type Journal, openJournal } from "./journal.ts";
import { memoryTags } from "./testing.ts";

const entry: Journal = {
  ...{
    run: "0badcafe",
    owner: "ann on build-7",
    targets: { jwt: 2, "redis-cache": 5 },
    step: "publish",
    at: "before",
  },
  emergency: false,
};

test("what a run writes can be read by the next one with the stack's secrets", async () => {
  const tags = memoryTags();
  await openJournal(tags, "the stack's secret").write(entry);
  expect(await openJournal(tags, "the stack's secret").read()).toEqual(entry);
});

test("in the backend it reveals nothing, and never starts with a dash", async () => {
  const tags = memoryTags();
  const journal = openJournal(tags, "the stack's secret");
  for (let round = 0; round < 300; round++) {
    await journal.write(entry);
    const [written = ""] = tags.values.values();
    expect(written).toMatch(/^v1\./);
    expect(written + Buffer.from(written.slice(3), "base64url").toString("latin1")).not.toMatch(
      /redis-cache|build-7|publish|0badcafe/,
    );
  }
});

test("a modified one, or one of another stack, is refused", async () => {
  const tags = memoryTags();
  await openJournal(tags, "the stack's secret").write(entry);
  await expect(openJournal(tags, "another stack's").read()).rejects.toMatchObject({
    code: "STORE_CORRUPT",
  });
});
