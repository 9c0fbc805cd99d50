import { expect, test } from "vitest";
import { grantsOf } from "./redis-rights.ts";

const worker = ["~*", "&*", "+@all", "-@admin", "-@dangerous"];

test.each<[readonly string[]]>([
  [worker],
  [["~*", "+@read", "+@write", "+eval"]],
  [["~* +@all -@admin -@dangerous"]],
  [[...worker, "+info", "+keys"]],
  [["~*", "+@all", "-@ADMIN", "-@Dangerous"]],
])("%j neither administers nor empties", (words) => {
  expect(grantsOf(words)).toEqual([]);
});

test.each<[readonly string[], string]>([
  [["~*", "+@all"], "flushall"],
  [["allkeys", "allcommands"], "config"],
  [[...worker, "+FLUSHALL"], "flushall"],
  [[...worker, "+config|get"], "config"],
  [["-@admin", "-@dangerous", "+@all"], "acl"],
  [[...worker, "(+@dangerous ~*)"], "swapdb"],
  [["+@all", "-@admin"], "flushdb"],
])("%j may run %s", (words, command) => {
  expect(grantsOf(words)).toContain(command);
});
