import { expect, test } from "vitest";
import { memoryTags } from "../rotate/testing.ts";
import { openTrail } from "./trail.ts";

const id = (n: number) => `5ea0d4f9-d407-4c26-9cd0-${String(n).padStart(12, "0")}`;

test("keeps the last twenty entries, oldest first, each short enough for a tag", async () => {
  const tags = memoryTags();
  let minute = 0;
  const now = () => new Date(Date.UTC(2026, 0, 1, 0, minute++));
  const trail = openTrail(tags, { now, owner: "ann on build-7" });
  for (let n = 0; n < 25; n++)
    await trail.add({ what: "rollback", from: id(n), to: id(n + 1), why: "é".repeat(300) });
  const lines = await trail.read();
  expect(lines).toHaveLength(20);
  expect(lines.map(({ from }) => from)).toEqual(Array.from({ length: 20 }, (_, n) => id(n + 5)));
  expect(lines[0]).toMatchObject({ by: "ann on build-7", why: expect.stringMatching(/^é+…$/) });
  for (const text of tags.values.values()) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(256);
});
