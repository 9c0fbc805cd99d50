import fc from "fast-check";
import { expect, it } from "vitest";
import { parseRestToken, restToken } from "./rest-token.ts";

const word = fc.string({ minLength: 1 }).filter((text) => !text.includes("\u0000"));

it("wraps any name and password, in letters that a URL carries", () => {
  fc.assert(
    fc.property(word, word, (username, password) => {
      const token = restToken({ username, password });
      expect(token).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(parseRestToken(token)).toEqual({ username, password });
    }),
  );
});

it("takes nothing else for a token", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(parseRestToken(text)).toBeUndefined();
    }),
  );
  expect(parseRestToken(`${restToken({ username: "a", password: "b" })}=`)).toBeUndefined();
});
