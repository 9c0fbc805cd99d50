import { expect, test } from "vitest";
import { valueSource } from "./value-source.ts";

const printing = (script: string) => valueSource({ command: script });

test("a command's lines are the values, in order, without line ends and empty lines", async () => {
  expect(await printing("printf 'one\\r\\n\\ntwo\\n'")?.ask(["the first", "the second"])).toEqual([
    "one",
    "two",
  ]);
});

test.each([
  ["nothing", "true", /The command contains no value; expected: the value/],
  [
    "more than expected",
    "printf 'canary\\nanother'",
    /The command contains 2 values, one per line; expected: the value/,
  ],
  [
    "a value with blanks",
    "echo canary and more",
    /The command contains no value, or one with spaces in it/,
  ],
])(
  "a command that prints %s is refused, and its output is not shown",
  async (_, script, message) => {
    const asked = printing(script)?.ask(["the value"]);
    await expect(asked).rejects.toMatchObject({
      code: "USAGE",
      message: expect.stringMatching(message),
    });
    await expect(asked).rejects.toMatchObject({ message: expect.not.stringContaining("canary") });
  },
);

test("a command that fails gives no value, whatever it printed", async () => {
  const asked = printing("echo canary; exit 3")?.ask(["the value"]);
  await expect(asked).rejects.toMatchObject({
    code: "PROCESS_FAILED",
    message: "The command that prints the value failed (3). Nothing was changed.",
  });
});

test("without a terminal and a named source nothing can be prompted for; two sources are one too many", () => {
  expect(process.stdin.isTTY && process.stderr.isTTY ? undefined : valueSource({})).toBeUndefined();
  expect(() => valueSource({ stdin: true, command: "true" })).toThrow(/not both/);
});
