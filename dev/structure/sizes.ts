import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import ts from "typescript";

/** What a reader can keep in mind; most files and functions are far shorter. */
const limits = { fileLines: 300, functionLines: 50, filesOfFolder: 20, columns: 100 } as const;

/**
 * Every oversized file, function, folder and line: `file-over-300-lines: packages/core/<file>.ts`.
 * Only code counts for line length: unbreakable text is allowed.
 */
export async function oversized(root: string): Promise<string[]> {
  const files = globSync("{packages,app,infra,policies,dev}/**/*.{ts,mjs}", {
    cwd: root,
    exclude: ["**/node_modules/**", "**/dist/**", "**/*.d.ts"],
  }).sort();
  const perFile = await Promise.all(
    files.map(async (file) => oversizedIn(file, await readFile(join(root, file), "utf8"))),
  );
  const pages = globSync("docs/**/*.md", { cwd: root });
  return [...crowded([...files, ...pages]), ...perFile.flat()].sort();
}

/** Tests are next to what they test, and are not counted. */
function crowded(files: readonly string[]): string[] {
  const sources = files.filter((file) => !file.endsWith(".test.ts"));
  const counts = Map.groupBy(sources, (file) => dirname(file));
  return [...counts]
    .filter(([, inside]) => inside.length > limits.filesOfFolder)
    .map(([folder]) => `folder-over-${limits.filesOfFolder}-files: ${folder}`);
}

export function oversizedIn(file: string, text: string): string[] {
  const lines = text.trimEnd().split("\n");
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const isTest = file.endsWith(".test.ts");
  return [
    ...(lines.length > limits.fileLines ? [`file-over-${limits.fileLines}-lines: ${file}`] : []),
    ...(isTest ? [] : longFunctions(source)).map(
      (name) => `function-over-${limits.functionLines}-lines: ${file} ${name}`,
    ),
    ...(hasLongLine(source, lines) ? [`line-over-${limits.columns}-columns: ${file}`] : []),
  ];
}

function longFunctions(source: ts.SourceFile): string[] {
  const names: string[] = [];
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  const visit = (node: ts.Node): void => {
    if (
      ts.isFunctionLike(node) &&
      lineOf(node.end) - lineOf(node.getStart()) >= limits.functionLines
    )
      names.push(nameOf(node));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

/** Its own name, or that of what it is assigned to. */
function nameOf(node: ts.Node): string {
  if (ts.isSourceFile(node)) return "anonymous";
  const { name } = node as { name?: ts.Node };
  if (name !== undefined) return name.getText();
  return ts.isCallExpression(node.parent) ? node.parent.expression.getText() : nameOf(node.parent);
}

function hasLongLine(source: ts.SourceFile, lines: readonly string[]): boolean {
  const long = new Set(
    lines.flatMap((line, index) => (line.length > limits.columns ? [index] : [])),
  );
  if (long.size === 0) return false;
  const free = (from: number, to: number) => {
    const first = source.getLineAndCharacterOfPosition(from).line;
    const last = source.getLineAndCharacterOfPosition(to).line;
    for (let line = first; line <= last; line++) long.delete(line);
  };
  const visit = (node: ts.Node): void => {
    if (
      ts.isStringLiteralLike(node) ||
      ts.isRegularExpressionLiteral(node) ||
      ts.isTemplateExpression(node)
    )
      free(node.getStart(), node.end);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...long].some((line) => !/https?:\/\//.test(lines[line] ?? ""));
}
