import fc from "fast-check";
import { expect, it } from "vitest";
import { parseRestToken, restToken } from "./rest-token.ts";

const word = fc.string({ minLength: 1 }).filter((text) => !text.includes("\u0000"));

it("encodes any name and password, in URL-safe characters", () => {
  fc.assert(
    fc.property(word, word, (username, password) => {
      const token = restToken({ username, password });
      expect(token).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(parseRestToken(token)).toEqual({ username, password });
    }),
  );
});

it("accepts nothing else as a token", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(parseRestToken(text)).toBeUndefined();
    }),
  );
  expect(parseRestToken(`${restToken({ username: "a", password: "b" })}=`)).toBeUndefined();
});
