import { globSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createProgram, exitCodes, main } from "../main.ts";

interface Line {
  readonly words: readonly string[];
  readonly command: Command;
}

/** Every command that does something, with the words that lead to it. */
const lines = linesOf(createProgram(), [])
  // Called by shells, not by people.
  .filter(({ words }) => words[0] !== "complete");

function linesOf(command: Command, words: readonly string[]): Line[] {
  if (command.commands.length === 0) return [{ words, command }];
  return command.commands.flatMap((inner) => linesOf(inner, [...words, inner.name()]));
}

const written = { stdout: "", stderr: "" };
beforeEach(() => {
  Object.assign(written, { stdout: "", stderr: "" });
  for (const name of ["stdout", "stderr"] as const)
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      written[name] += String(text);
      return true;
    });
});
afterEach(() => vi.restoreAllMocks());

const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
);

test.each(folders)("$name has tests beside it, or beside the part that it runs", ({ name }) => {
  const cwd = join(import.meta.dirname, "..");
  const tests = globSync(`{commands/${name},${name}}/**/*.test.ts`, { cwd });
  expect(tests.filter((file) => !file.endsWith(".long.test.ts"))).not.toEqual([]);
});

const titled = lines.map((line) => ({ name: line.words.join(" "), ...line }));

describe.each(titled)("$name", ({ words, command }) => {
  test("explains itself, and every option that it shows", async () => {
    expect(await main([...words, "--help"])).toBe(exitCodes.done);
    expect(written.stdout).toContain(`Usage: seaworthy ${words.join(" ")}`);
    expect(command.description()).not.toBe("");
    const shown = command.options.filter(({ hidden }) => !hidden);
    expect(shown.filter(({ description }) => description === "")).toEqual([]);
  });

  // Its words are another program's.
  if (words[0] === "redis") return;

  test("refuses an unknown option by name, before anything is done", async () => {
    const given = command.registeredArguments.map(() => "x");
    const needed = command.options.filter(({ mandatory }) => mandatory);
    const options = needed.flatMap(({ long }) => [long ?? "", "x"]);
    const code = await main([...words, ...given, ...options, "--no-such-option"]);
    expect(code).toBe(exitCodes.usedWrongly);
    expect(written.stderr).toContain("unknown option '--no-such-option'");
  });
});

/** `init` and `adopt` name a new stack. */
const naming = ["init", "adopt"];
const ofStacks = titled.filter(({ command }) => command.registeredArguments[0]?.name() === "stack");

test("most commands are about a stack", () => {
  expect(ofStacks.length).toBeGreaterThan(20);
});

describe.each(ofStacks)("$name of a stack", ({ words, command }) => {
  const others = command.registeredArguments.slice(1).filter(({ required }) => required);

  const names = ["../prod", "no/where", "prod;id"];
  test.each(naming.includes(words[0] ?? "") ? names : ["nowhere", ...names])(
    "that does not exist, %s, is a mistake of the command line, and nothing is done",
    async (stack) => {
      const code = await main([...words, stack, ...others.map(() => "x")]);
      expect(code, written.stderr).toBe(exitCodes.usedWrongly);
      expect(written.stderr).toMatch(/^error (STACK_UNKNOWN|USAGE): /);
      expect(written.stderr).toContain(stack);
    },
  );
});
