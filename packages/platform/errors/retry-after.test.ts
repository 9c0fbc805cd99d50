import { expect, it } from "vitest";
import { retryAfterMs } from "./retry-after.ts";

const clock = { now: () => Date.parse("2026-11-30T12:00:00Z") };
const waitOf = (header: string | null) =>
  retryAfterMs(new Headers(header === null ? {} : { "retry-after": header }), clock);

it.each([
  ["120", 120_000],
  [" 0 ", 0],
  ["Mon, 30 Nov 2026 12:01:00 GMT", 60_000],
  ["Mon, 30 Nov 2026 11:00:00 GMT", 0],
  ["99999999", 86_400_000],
])("reads %s", (header, expected) => {
  expect(waitOf(header)).toBe(expected);
});

it.each([null, "", "soon", "-5", "1e3", "12345678901"])("%s is ignored", (header) => {
  expect(waitOf(header)).toBeUndefined();
});
