import { RootCommand } from "@bomb.sh/tab";
import { expect, test, vi } from "vitest";
import { createProgram } from "../main.ts";
import { describeCommands } from "./describe-commands.ts";

const program = createProgram();

function completed(...words: string[]): string[] {
  const root = new RootCommand();
  describeCommands(root, program, { stacks: () => ["local", "prod"] });
  const printed: string[] = [];
  const print = vi.spyOn(console, "log").mockImplementation((line) => printed.push(line));
  root.parse(words);
  print.mockRestore();
  return printed.filter((line) => !line.startsWith(":")).map((line) => line.split("\t")[0] ?? "");
}

test("completes commands, subcommands, stacks and options", () => {
  expect(completed("blo")).toEqual(["blocks"]);
  expect(completed("blocks", "l")).toEqual(["list", "lift"]);
  expect(completed("up", "")).toEqual(["local", "prod"]);
  expect(completed("blocks", "list", "p")).toEqual(["prod"]);
  expect(completed("psql", "local", "--w")).toEqual(["--write"]);
});

test("shows no hidden command", () => {
  expect(completed("comp")).toEqual(["completion"]);
});
