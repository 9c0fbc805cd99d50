import { expect, test } from "vitest";
import { compile, type RuleRequest, sampleRequest } from "./index.ts";
import { readTimedHmac, timedHmacExpression, timedHmacToken } from "./timed-hmac.ts";

const hmac = { key: "k".repeat(43), header: "x-load-test", seconds: 60 };
const expression = timedHmacExpression(hmac);
const now = 1_764_500_000;

const request = (token?: string): RuleRequest =>
  sampleRequest({
    timestampSeconds: now,
    ...(token === undefined ? {} : { headers: { "x-load-test": token } }),
  });

test.each([
  ["signed now", timedHmacToken(hmac.key, now), true],
  ["signed a minute ago", timedHmacToken(hmac.key, now - 60), true],
  ["signed earlier", timedHmacToken(hmac.key, now - 61), false],
  ["signed with another key", timedHmacToken("j".repeat(43), now), false],
  [
    "another time than the signed one",
    timedHmacToken(hmac.key, now).replace("load.1", "load.2"),
    false,
  ],
  ["any text", "load", false],
  ["no header", undefined, false],
])("%s", (_, token, holds) => {
  expect(compile(expression, {})(request(token))).toBe(holds);
});

test("what is written is read back; an expression that asks for anything besides is not", () => {
  expect(readTimedHmac(expression)).toEqual(hmac);
  expect(readTimedHmac(`${expression} or ip.src eq 192.0.2.1`)).toBeUndefined();
  expect(readTimedHmac("true")).toBeUndefined();
});
