import fc from "fast-check";
import { expect, test } from "vitest";
import { decodePercent, decodeUrl } from "./functions/percent.ts";
import { properties } from "./testing/properties.ts";

/** A bounded sample; `npm run fuzz` continues for as long as it is told to. */
const numRuns = 2_000;

test.each(Object.entries(properties))("%s", (_name, hold) => {
  hold({ numRuns });
});

test("decoding recursively equals decoding until nothing changes", () => {
  const pieces = fc.array(
    fc.constantFrom("%", "2", "5", "0", "b", "+", "a", "%25", "%2b", "u", "6"),
    { maxLength: 20 },
  );
  const again = (text: string): string => {
    const once = decodePercent(text.replaceAll("+", " "));
    return once === text ? text : again(once);
  };
  fc.assert(
    fc.property(pieces, (parts) => {
      expect(decodeUrl(parts.join(""), { recursive: true })).toBe(again(parts.join("")));
    }),
    { numRuns },
  );
});
