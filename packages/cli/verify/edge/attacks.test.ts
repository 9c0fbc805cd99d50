import { expect, test } from "vitest";
import { isByEdge } from "./attacks.ts";

test.each([
  ["the edge's page", 403, "text/html; charset=UTF-8", true],
  ["the app, to which the edge let it pass", 403, "application/problem+json", false],
  ["a response to it", 200, "text/html", false],
])("%s", (_, status, type, expected) => {
  expect(isByEdge({ status, headers: { "content-type": type }, text: "" })).toBe(expected);
});
