import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findProject } from "@seaworthy/core/project";

/** A fenced block of a page, or a command in backticks. */
export interface Snippet {
  readonly page: string;
  readonly line: number;
  /** `inline` for a command in backticks. */
  readonly language: string;
  readonly text: string;
}

const { root } = findProject();
/** Generated from the command line itself and from the rules; commands.test.ts parses them. */
const generated = new Set(["start/commands.md", "policies/policies.md"]);

/** Pages for users, relative to the top level. */
export const pagesToRead: readonly string[] = [
  "README.md",
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md") && !generated.has(file))
    .map((file) => join("docs", file))
    .sort(),
];

export const snippetsOf = (page: string): Snippet[] =>
  snippetsIn(page, readFileSync(join(root, page), "utf8"));

const block = /^( *)```(\w*)\n([\s\S]*?)^ *```$/gm;
const command = /`((?:npx|npm|eval)\b[^`\n]* [^`\n]*)`/g;

export function snippetsIn(page: string, text: string): Snippet[] {
  const lineAt = (index: number) => text.slice(0, index).split("\n").length;
  const blocks = [...text.matchAll(block)].map(
    ({ index, 1: indent = "", 2: language = "", 3: inner = "" }) => ({
      ...{ page, line: lineAt(index) + 1, language },
      text: inner.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
    }),
  );
  const prose = text.replace(block, (all) => all.replaceAll(/[^\n]/g, " "));
  const inline = [...prose.matchAll(command)].map(({ index, 1: typed = "" }) => ({
    ...{ page, line: lineAt(index), language: "inline", text: typed },
  }));
  return [...blocks, ...inline].sort((a, b) => a.line - b.line);
}

/** What a user types, in order: single lines, or several that belong together. */
export function commandLinesOf({ language, text }: Snippet): string[] {
  if (!["sh", "bash", "inline"].includes(language)) return [];
  const lines: string[] = [];
  let open = "";
  for (const line of text.split("\n")) {
    open = open === "" ? line : `${open}\n${line}`;
    if (isOpen(open)) continue;
    if (open.trim() !== "" && !open.trimStart().startsWith("#")) lines.push(open.trim());
    open = "";
  }
  return lines;
}

/** Inside quotes, or continued by a backslash. */
function isOpen(text: string): boolean {
  const outside = text.replaceAll(/'[^']*'|"(?:\\.|[^"\\])*"|\\./gs, "");
  return /\\$/.test(text) || /['"]/.test(outside.replaceAll(/#.*$/gm, ""));
}
