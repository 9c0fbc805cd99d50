import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bodyMaxCharacters, cleanText, newPostSchema } from "./post.ts";

describe("cleanText", () => {
  it("is idempotent", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(cleanText(cleanText(text))).toBe(cleanText(text));
      }),
    );
  });

  it.each([
    ["  hello \r\n world  ", "hello \n world"],
    ["a\u0000b\u0007c", "abc"],
    ["evil\u202Egnp.exe", "evilgnp.exe"],
    ["e\u0301", "é"],
    ["<b>not HTML</b>", "<b>not HTML</b>"],
    ["family 👨‍👩‍👧", "family 👨‍👩‍👧"],
  ])("turns %j into %j", (given, expected) => {
    expect(cleanText(given)).toBe(expected);
  });
});

describe("a new post", () => {
  it("is public by default", () => {
    expect(newPostSchema.parse({ body: "hello" })).toEqual({ body: "hello", visibility: "public" });
  });

  it("counts characters as PostgreSQL does", () => {
    expect(newPostSchema.safeParse({ body: "🌊".repeat(bodyMaxCharacters) }).success).toBe(true);
    expect(newPostSchema.safeParse({ body: "🌊".repeat(bodyMaxCharacters + 1) }).success).toBe(
      false,
    );
  });

  it.each([
    { body: "" },
    { body: " \n\u0000\t " },
    {},
    { body: 1 },
    { body: "x", visibility: "friends" },
    { body: "x", authorId: "someone else" },
    { body: "\uD800" },
  ])("is not %j", (given) => {
    expect(newPostSchema.safeParse(given).success).toBe(false);
  });
});
