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
])("%s is not", (text) => {
  expect(parseHttpDate(text)).toBeUndefined();
});
