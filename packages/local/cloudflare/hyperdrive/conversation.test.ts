import { expect, test } from "vitest";
import { createConversation } from "./conversation.ts";

function message(type: string, text: string): Buffer {
  const bytes = Buffer.from(`${type}....${text}`, "latin1");
  bytes.writeUInt32BE(bytes.length - 1, 1);
  return bytes;
}

const ready = (status: string) => message("Z", status);
const sync = message("S", "");

test.each([
  ["set work_mem = '1MB'", true],
  ["select 1; SET role anon", true],
  ["listen changes", true],
  ["prepare one as select 1", true],
  ["set local role anon; select set_config('a', 'b', true)", false],
  ["set transaction read only", false],
  ["set constraints all deferred", false],
  ["update offsets set one = 1", false],
])("%s: leaves state in the session: %s", (sql, expected) => {
  for (const question of [message("Q", `${sql}\0`), message("P", `\0${sql}\0\0\0`)]) {
    const conversation = createConversation();
    conversation.fromClient(question);
    expect(conversation.leftState()).toBe(expected);
  }
});

test("a named statement stays in the session", () => {
  const conversation = createConversation();
  conversation.fromClient(message("P", "name\0select 1\0\0\0"));
  expect(conversation.leftState()).toBe(true);
});

test("is idle only between transactions", () => {
  const conversation = createConversation();
  expect(conversation.isIdle()).toBe(true);
  conversation.fromClient(message("Q", "begin\0"));
  expect(conversation.isIdle()).toBe(false);
  conversation.fromServer(ready("T"));
  expect(conversation.isIdle()).toBe(false);
  conversation.fromClient(
    Buffer.concat([message("Q", "commit\0"), message("P", "\0select 1\0\0\0")]),
  );
  conversation.fromServer(ready("I"));
  expect(conversation.isIdle()).toBe(false);
  conversation.fromClient(sync);
  conversation.fromServer(ready("I").subarray(0, 3));
  expect(conversation.isIdle()).toBe(false);
  conversation.fromServer(ready("I").subarray(3));
  expect(conversation.isIdle()).toBe(true);
});
