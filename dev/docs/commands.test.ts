import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createProgram } from "@seaworthy/cli/main";
import { findProject } from "@seaworthy/core/project";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { commandsIn, mistakeIn } from "./commands-in-text.ts";

const { root } = findProject();
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => join("docs", file)),
];

test.each(pages)("every seaworthy command in %s exists, with its options and arguments", (page) => {
  const typed = commandsIn(readFileSync(join(root, page), "utf8"));
  expect(typed.flatMap((words) => mistakeIn(program(), words) ?? [])).toEqual([]);
});

const program = (): Command => createProgram();

test("a stale command is found", () => {
  const text = [
    "Type `npx seaworthy upp local`, `npx seaworthy up`, `npx --no-install seaworthy up local --fast`,",
    "`npx seaworthy blocks lift local`, or `npx seaworthy check prod --policies-only`.",
    "```\nnpx seaworthy status local --json | jq .app\n```",
  ].join("\n");
  const typed = commandsIn(text);
  expect(typed.length).toBe(6);
  expect(typed.flatMap((words) => mistakeIn(program(), words) ?? []).sort()).toEqual([
    "seaworthy blocks lift local: <subject> is missing",
    "seaworthy check prod --policies-only: no option --policies-only",
    "seaworthy up local --fast: no option --fast",
    "seaworthy upp local: no such command",
  ]);
});
