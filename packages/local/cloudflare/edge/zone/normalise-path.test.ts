import fc from "fast-check";
import { expect, test } from "vitest";
import { normalisePath } from "./normalise-path.ts";

test.each([
  ["/", "/"],
  ["/rest/feed", "/rest/feed"],
  ["/%72est/%66eed", "/rest/feed"],
  ["//rest///feed", "/rest/feed"],
  ["/a/../rest/./feed", "/rest/feed"],
  ["/../../rest", "/rest"],
  ["/a/%2e%2e/rest", "/rest"],
  ["\\rest\\feed", "/rest/feed"],
  ["/rest/", "/rest/"],
  ["/rest/.", "/rest/"],
  ["/rest/..", "/"],
  ["/a%2fb", "/a%2Fb"],
  ["/%e4", "/%E4"],
  ["/%", "/%"],
])("%s is %s", (path, expected) => {
  expect(normalisePath(path)).toBe(expected);
});

test("any path has one normal form, without dot segments or doubled slashes", () => {
  const part = fc.constantFrom("a", ".", "..", "%2e", "%41", "%2f", "", "\\", "Z");
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const once = normalisePath(`/${parts.join("/")}`);
      expect(normalisePath(once)).toBe(once);
      expect(once).toMatch(/^\//);
      expect(once).not.toMatch(/\/\/|\/\.\.?(\/|$)|\\/);
    }),
  );
});
