import { expect, test } from "vitest";
import { parseCron } from "./cron-expression.ts";

const at = (text: string) => new Date(`${text}:00Z`);

test.each([
  ["* * * * *", "2026-11-21T12:34", true],
  ["*/15 * * * *", "2026-11-21T12:30", true],
  ["*/15 * * * *", "2026-11-21T12:31", false],
  ["5-10/5 3 * * *", "2026-11-21T03:10", true],
  ["0 3 1,15 * *", "2026-11-15T03:00", true],
  ["0 3 * nov *", "2026-11-15T03:00", true],
  ["0 3 * dec *", "2026-11-15T03:00", false],
  // 2026-11-21 is a Saturday: day 7 of Cloudflare's week, which starts with Sunday as 1.
  ["0 0 * * 7", "2026-11-21T00:00", true],
  ["0 0 * * sat", "2026-11-21T00:00", true],
  ["0 0 * * 6", "2026-11-21T00:00", false],
  ["0 0 * * mon-fri", "2026-11-23T00:00", true],
  ["0 0 13 * fri", "2026-11-20T00:00", true],
  ["0 0 13 * fri", "2026-11-13T00:00", true],
  ["0 0 13 * fri", "2026-11-12T00:00", false],
  ["0 0 L * *", "2026-02-28T00:00", true],
  ["0 0 L * *", "2026-02-27T00:00", false],
  ["0 0 LW * *", "2026-01-30T00:00", true],
  ["0 0 15W * *", "2026-11-16T00:00", true],
  ["0 0 1W * *", "2026-08-03T00:00", true],
  ["0 0 * * friL", "2026-11-27T00:00", true],
  ["0 0 * * 2#3", "2026-11-16T00:00", true],
  ["0 0 * * 2#3", "2026-11-23T00:00", false],
])("%s at %s: %s", (text, time, expected) => {
  const cron = parseCron(text);
  if (!("matches" in cron)) throw new TypeError(cron.problem);
  expect(cron.matches(at(time))).toBe(expected);
});

test.each([
  "",
  "* * * *",
  "* * * * * *",
  "60 * * * *",
  "* 24 * * *",
  "* * 0 * *",
  "* * * 13 *",
  "* * * * 0",
  "* * * * 8",
  "a * * * *",
  "5-1 * * * *",
  "*/0 * * * *",
  "* * * * 2#6",
  "* * 32W * *",
])("%j is refused with a reason", (text) => {
  expect(parseCron(text)).toEqual({ problem: expect.stringMatching(/./) });
});
