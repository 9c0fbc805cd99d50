import { describe, expect, test } from "vitest";
import { commandWords } from "./command-words.ts";
import { renderReply } from "./render-reply.ts";

describe("the words of a line", () => {
  test.each([
    ["get key", ["get", "key"]],
    ["  set\tk  \"a b\" 'c d' ", ["set", "k", "a b", "c d"]],
    ['set k "a\\n\\"b\\""', ["set", "k", 'a\n"b"']],
    ["set k 'it\\'s'", ["set", "k", "it's"]],
    ['set k ""', ["set", "k", ""]],
    ["lrange l 0 -1", ["lrange", "l", "0", "-1"]],
    ["", []],
  ])("%s", (line, words) => {
    expect(commandWords(line)).toEqual(words);
  });

  test.each(['set k "a', "set k 'a", 'set k a"b"', 'set k "a"b'])("refuses %s", (line) => {
    expect(() => commandWords(line)).toThrow(expect.objectContaining({ code: "USAGE" }));
  });
});

describe("a reply", () => {
  test.each([
    ["OK", "OK\n"],
    [1, "(integer) 1\n"],
    [null, "(nil)\n"],
    [[], "(empty array)\n"],
    [["a", ["b", null], 2], "1) a\n2) 1) b\n   2) (nil)\n3) (integer) 2\n"],
    ["a\x1b[2J", "a\\x1b[2J\n"],
  ])("%j", (reply, shown) => {
    expect(renderReply(reply, false)).toBe(shown);
    expect(JSON.parse(renderReply(reply, true))).toEqual(reply);
  });
});
