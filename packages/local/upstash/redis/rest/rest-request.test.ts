import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { commandOfBody, commandOfPath, commandsOfBody, readRequest } from "./rest-request.ts";

const request = (url: string, headers: Record<string, string> = {}) =>
  readRequest({ url, method: "POST", headers } as unknown as IncomingMessage);
const command = (url: string, body = "") =>
  commandOfPath(request(url), Buffer.from(body)).map(String);

describe("a command in the path", () => {
  it.each([
    ["/set/foo/bar", "", ["set", "foo", "bar"]],
    ["/set/foo?EX=100&NX", "bar", ["set", "foo", "bar", "EX", "100", "NX"]],
    ["/get/a%2Fb%20c?_token=t", "", ["get", "a/b c"]],
    ["/get/50%25/%C3%BC/", "", ["get", "50%", "ü"]],
    ["/mget/a//b", "", ["mget", "a", "", "b"]],
  ])("%s with body %j", (url, body, words) => {
    expect(command(url, body)).toEqual(words);
  });

  it("may contain any bytes", () => {
    expect(commandOfPath(request("/set/k/%ff%00"), Buffer.alloc(0))[2]).toEqual(
      Buffer.from([0xff, 0x00]),
    );
  });
});

describe("a token", () => {
  it("is read from the header or a parameter; the header wins", () => {
    expect(request("/ping", { authorization: "Bearer one" }).token).toBe("one");
    expect(request("/ping?_token=two").token).toBe("two");
    expect(request("/ping?_token=two", { authorization: "Bearer one" }).token).toBe("one");
    expect(request("/ping", { authorization: "Basic one" }).token).toBeUndefined();
  });
});

describe("commands in the body", () => {
  it("keep numbers as written", () => {
    expect(commandOfBody(Buffer.from('["SET","k",12345678901234567890]'))).toEqual([
      "SET",
      "k",
      "12345678901234567890",
    ]);
    expect(commandOfBody(Buffer.from('["SET","k",1.0,true]'))).toEqual(["SET", "k", "1.0", "true"]);
  });

  it.each(["", "{}", "[]", "[[]]", '["SET",{}]', '"GET"', "[1"])(
    "refuses %s as a command",
    (body) => {
      expect(commandOfBody(Buffer.from(body))).toBeUndefined();
    },
  );

  it("keep null, which only its own command is refused for", () => {
    expect(commandOfBody(Buffer.from('["SET","b",null]'))).toEqual(["SET", "b", null]);
  });

  it("are rows in a pipeline", () => {
    expect(commandsOfBody(Buffer.from('[["GET","a"],["INCR","b"]]'))).toEqual([
      ["GET", "a"],
      ["INCR", "b"],
    ]);
    expect(commandsOfBody(Buffer.from('[["GET","a"],"b"]'))).toBeUndefined();
    expect(commandsOfBody(Buffer.from("[]"))).toEqual([]);
  });
});
