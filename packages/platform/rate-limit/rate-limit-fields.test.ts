import { parseList } from "structured-headers";
import { expect, it } from "vitest";
import { olderFields, rateLimitFields } from "./rate-limit-fields.ts";

const posts = {
  quota: { name: "posts", limit: 30, windowMs: 60_000 },
  standing: { hasRoom: true, remaining: 29, resetMs: 59_001 },
};
const mails = {
  quota: { name: 'ma"il\\s', limit: 1_000_000, windowMs: 1_500 },
  standing: { hasRoom: false, remaining: -1, resetMs: 0 },
};

it("lists every quota of the route as in the draft", () => {
  expect(rateLimitFields([posts])).toEqual({
    "RateLimit-Policy": '"posts";q=30;w=60',
    RateLimit: '"posts";r=29;t=60',
  });
  const both = rateLimitFields([posts, mails]);
  expect(both["RateLimit-Policy"]).toBe('"posts";q=30;w=60, "ma\\"il\\\\s";q=1000000;w=2');
  expect(both.RateLimit).toBe('"posts";r=29;t=60, "ma\\"il\\\\s";r=0;t=1');
});

it("writes valid structured fields: strings with whole numbers, w above 0", () => {
  const fields = rateLimitFields([posts, mails]);
  for (const value of Object.values(fields)) {
    for (const [name, parameters] of parseList(value)) {
      expect(typeof name).toBe("string");
      for (const [key, number] of parameters) {
        expect(Number.isInteger(number)).toBe(true);
        expect(number).toBeGreaterThanOrEqual(key === "r" ? 0 : 1);
      }
    }
  }
});

it("adds the fields of older drafts on request", () => {
  expect(olderFields(mails)).toEqual({
    "RateLimit-Limit": "1000000",
    "RateLimit-Remaining": "0",
    "RateLimit-Reset": "1",
  });
});
