import { describe, expect, it } from "vitest";
import { maxJsonDepth, parseBoundedJson } from "./bounded-json.ts";

const nested = (depth: number, open: string, close: string) =>
  open.repeat(depth) + (open === "[" ? "" : "1") + close.repeat(depth);

describe("untrusted JSON", () => {
  it.each([
    ["lists", "[", "]"],
    ["objects", '{"a":', "}"],
  ])("is accepted up to a depth of %s, and refused beyond it", (_what, open, close) => {
    expect(() => parseBoundedJson(nested(maxJsonDepth, open, close))).not.toThrow();
    for (const depth of [maxJsonDepth + 1, 100_000])
      expect(() => parseBoundedJson(nested(depth, open, close))).toThrow("nested deeper than 127");
  });

  it("does not count brackets inside strings", () => {
    const text = `${"[{".repeat(200)}\\"[`;
    expect(parseBoundedJson(JSON.stringify({ [text]: text }))).toEqual({ [text]: text });
  });

  it.each(["", "{", "not json", '{"a":1}}'])("refuses %j", (text) => {
    expect(() => parseBoundedJson(text)).toThrow("JSON parse error");
  });
});
