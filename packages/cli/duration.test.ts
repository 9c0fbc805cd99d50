import { expect, test } from "vitest";
import { durationMs } from "./duration.ts";

test.each([
  ["1s", 1_000],
  ["90s", 90_000],
  ["15m", 900_000],
  ["024h", 86_400_000],
  ["366d", 366 * 86_400_000],
  ["31622400s", 366 * 86_400_000],
])("%s is %i ms", (text, ms) => {
  expect(durationMs("--for", text)).toBe(ms);
});

test.each([
  "",
  "0s",
  "0d",
  "367d",
  "31622401s",
  "-1h",
  "1.5h",
  "1e3s",
  "5",
  "1w",
  "1 h",
  "1H",
  "1h\n",
])("%j is refused, with the option's name", (text) => {
  const refused = { code: "USAGE", message: expect.stringContaining("--for takes a duration") };
  expect(() => durationMs("--for", text)).toThrow(expect.objectContaining(refused));
});
