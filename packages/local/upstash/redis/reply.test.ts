import { describe, expect, it } from "vitest";
import { ErrorReply, type RedisReply } from "./connection.ts";
import { toJson, toResp2 } from "./reply.ts";

const text = (value: string) => Buffer.from(value);

describe("a reply as JSON", () => {
  const cases: [what: string, reply: RedisReply, plain: string, base64: string][] = [
    ["nothing", null, "null", "null"],
    ["OK", text("OK"), '"OK"', '"OK"'],
    ["a string", text("bar"), '"bar"', '"YmFy"'],
    ["an empty string", text(""), '""', '""'],
    [
      "an integer with all its digits",
      "9223372036854775807",
      "9223372036854775807",
      "9223372036854775807",
    ],
    [
      "nested nulls",
      [text("a"), null, ["1", null]],
      '["a",null,[1,null]]',
      '["YQ==",null,[1,null]]',
    ],
    ["OK inside an array", [text("OK")], '["OK"]', '["T0s="]'],
    ["bytes that are no UTF-8", Buffer.from([0xff, 0x00]), '"\ufffd\\u0000"', '"/wA="'],
    ["an error inside an array", [new ErrorReply("ERR no")], '["ERR no"]', '["RVJSIG5v"]'],
  ];
  it.each(cases)("%s", (_what, reply, plain, base64) => {
    expect(toJson(reply, "plain")).toBe(plain);
    expect(toJson(reply, "base64")).toBe(base64);
  });
});

describe("a reply in RESP 2", () => {
  const cases: [what: string, reply: RedisReply, wire: string][] = [
    ["a status", "OK", "+OK\r\n"],
    ["a string", text("ü"), "$2\r\nü\r\n"],
    ["an integer", "-12", ":-12\r\n"],
    ["nothing", null, "$-1\r\n"],
    ["an array", [text("a"), "1", new ErrorReply("ERR no")], "*3\r\n$1\r\na\r\n:1\r\n-ERR no\r\n"],
  ];
  it.each(cases)("%s", (_what, reply, wire) => {
    expect(toResp2(reply).toString()).toBe(wire);
  });
});
