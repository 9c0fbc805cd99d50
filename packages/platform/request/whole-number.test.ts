import { expect, it } from "vitest";
import { wholeNumber } from "./whole-number.ts";

const limit = wholeNumber({ least: 1, most: 50, usual: 20 });

it.each([
  [undefined, 20],
  ["1", 1],
  ["50", 50],
  ["007", 7],
])("%j is %i", (text, number) => {
  expect(limit.parse(text)).toBe(number);
});

it.each(
  ["0x10", "1e1", " 10", "10 ", "+10", "-1", "1.0", "1_0", "", "٣", "10\n", "Infinity", "null"]
    .concat(["0", "51", "9".repeat(400), "0b11", "0o7"])
    .map((text) => [text]),
)("%j is refused", (text) => {
  expect(limit.safeParse(text).success).toBe(false);
});

it("is refused when given twice", () => {
  expect(limit.safeParse(["1", "2"]).success).toBe(false);
});
