import { expect, test } from "vitest";
import { parseHttpDate } from "./http-date.ts";

test.each([
  "Sun, 06 Nov 1994 08:49:37 GMT",
  "sun, 06 nov 1994 08:49:37 gmt",
  "Sunday, 06-Nov-94 08:49:37 GMT",
  "Sun Nov  6 08:49:37 1994",
])("%s is an HTTP date", (text) => {
  expect(parseHttpDate(text)).toBe(Date.UTC(1994, 10, 6, 8, 49, 37));
});

test("a leap second and 29 February are dates", () => {
  expect(parseHttpDate("Sat, 31 Dec 2016 23:59:60 GMT")).toBe(Date.UTC(2017, 0, 1));
  expect(parseHttpDate("Thu, 29 Feb 2024 00:00:00 GMT")).toBe(Date.UTC(2024, 1, 29));
});

test.each([
  "0",
  "-1",
  "",
  "Sunday, 06-Nov-94",
  "Sun, 06 Nov 1994 08:49:37 UTC",
  "Sun, 06 Nov 1994 08:49:37 AEST",
  "Sun, 06 Nov 94 08:49:37 GMT",
  "Sun 06 Nov 1994 08:49:37 GMT",
  "Sun, 06  Nov 1994 08:49:37 GMT",
  "Sun, 06-Nov-1994 08:49:37 GMT",
  "Sun, 06 Nov 1994 08.49.37 GMT",
  "Sun, 06 Nov 1994 8:49:37 GMT",
  "Sun, 06 Foo 1994 08:49:37 GMT",
  "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT",
  "1994-11-06T08:49:37Z",
  "Wed, 31 Feb 2099 10:00:00 GMT",
  "Sun, 00 Nov 1994 08:49:37 GMT",
  "Sun, 32 Nov 1994 08:49:37 GMT",
  "Sun, 06 Nov 1994 24:00:00 GMT",
  "Sun, 06 Nov 1994 08:60:00 GMT",
  "Sun, 06 Nov 1994 08:49:61 GMT",
  "Foo, 06 Nov 1994 08:49:37 GMT",
  "Someday, 06-Nov-94 08:49:37 GMT",
  "Sunday, 31-Nov-94 08:49:37 GMT",
  "Sun Nov 31 08:49:37 1994",
])("%s is not", (text) => {
  expect(parseHttpDate(text)).toBeUndefined();
});
