import { basename, join, relative } from "node:path";
import type { Place } from "../place.ts";
import type { Sources } from "../plan/plan.ts";
import { type ProgramFile, packageFiles, packagesFolder, programFiles } from "./program-files.ts";
import { readStackFileLines } from "./stack-file.ts";
import { stringLiterals } from "./string-literals.ts";

export interface SourcesRequest {
  /** Folder that contains Pulumi.yaml. */
  readonly root: string;
  readonly stack: string;
  /** In place of `Pulumi.<stack>.yaml`. */
  readonly configFile?: string;
}

/** The program's files and its stack file, read when the first finding needs a place. */
export function sourcesOf({ root, stack, configFile }: SourcesRequest): Sources {
  const path = configFile ?? join(root, `Pulumi.${stack}.yaml`);
  const within = relative(root, path);
  const stackFile = readStackFileLines(path, within.startsWith("..") ? basename(path) : within);
  let read: ProgramFile[] | undefined;
  const files = (): ProgramFile[] => {
    read ??= programFiles(root);
    return read;
  };
  const components = new Map<string, ProgramFile[]>();
  /** The program's files, or those of the package that contains the line. */
  const around = (near: Place | undefined): ProgramFile[] => {
    const [folder = "", name = ""] = near?.file.split("/") ?? [];
    if (folder !== packagesFolder) return files();
    const own = components.get(name) ?? packageFiles(root, name);
    components.set(name, own);
    return own;
  };
  return {
    find: (text, near) => nearest(places(around(near), quoted(text)), near),
    written: (text) =>
      places([...files(), { file: stackFile.file, text: stackFile.text }], (line) =>
        line.includes(text),
      )[0],
    declaration: (type, name) => declarationIn(files(), type, name),
    lineOfKey: stackFile.lineOfKey,
    all: (text, near) => places(around(near), quoted(text)),
    resembling: (text, near) => resembling(around(near), text, near),
    property: (name, near) => propertyNear(around(near), name, near),
    onlyProperty: (name, near) => onlyProperty(around(near), name, near),
  };
}

/** The longest text in the program that is part of this one, within the same folder. */
function resembling(files: readonly ProgramFile[], text: string, near: Place): Place | undefined {
  const folder = near.file.split("/")[0];
  const parts = files
    .filter(({ file }) => file.split("/")[0] === folder)
    .flatMap(stringLiterals)
    .filter((literal) => text.includes(literal.text))
    .sort((a, b) => b.text.length - a.text.length);
  const [longest, next] = parts;
  if (longest === undefined || next?.text === longest.text) return undefined;
  return { file: longest.file, line: longest.line };
}

/** Maximum lines of a declaration. */
const farthest = 40;

/** The lines that set `name:` of an object. */
function propertiesIn(files: readonly ProgramFile[], name: string): Place[] {
  const key = new RegExp(
    `(^|[\\s{,(])["']?${escaped(name)}["']?\\s*:(?!:)|[{,]\\s*${escaped(name)}\\s*[,}]`,
  );
  return places(files, (line) => key.test(line) && !/^\s*(\/\/|\*|readonly )/.test(line));
}

/** `name:` of an object in the folder of a line, if only one place sets it. */
function onlyProperty(files: readonly ProgramFile[], name: string, near: Place): Place | undefined {
  const folder = near.file.split("/")[0];
  const found = propertiesIn(
    files.filter(({ file }) => file.split("/")[0] === folder),
    name,
  );
  return found.length === 1 ? found[0] : undefined;
}

/**
 * `name:` of an object: in the function around a line, the first one after it or else the last
 * before it; otherwise the first one after the line, or the only one in its file.
 */
function propertyNear(files: readonly ProgramFile[], name: string, near: Place): Place | undefined {
  const found = propertiesIn(
    files.filter(({ file }) => file === near.file),
    name,
  );
  const text = files.find(({ file }) => file === near.file)?.text ?? "";
  const { first, last } = functionAround(text.split("\n"), near.line);
  const within = found.filter(({ line }) => line >= first && line <= last);
  const inFunction =
    within.find(({ line }) => line >= near.line) ?? within.findLast(({ line }) => line < near.line);
  const after = found.find(({ line }) => line >= near.line && line <= near.line + farthest);
  return inFunction ?? after ?? (found.length === 1 ? found[0] : undefined);
}

/** Lines of the function or method around a line, found by indentation. */
function functionAround(lines: readonly string[], line: number): { first: number; last: number } {
  const opens = /^ {0,2}(?:\w|\)).*\{$/;
  const first = lines.slice(0, line).findLastIndex((text) => opens.test(text)) + 1;
  const closing = lines.slice(line).findIndex((text) => /^ {0,2}\}/.test(text));
  return { first: Math.max(first, 1), last: closing < 0 ? lines.length : line + closing + 1 };
}

/** `new cloudflare.Ruleset("waf", …)`, which may span two lines. */
function declarationIn(
  files: readonly ProgramFile[],
  type: string,
  name: string,
): Place | undefined {
  const declared = new RegExp(
    `new [\\w.]*\\b${escaped(type.split(":").at(-1) ?? "")}\\(\\s*["'\`]${escaped(name)}["'\`]`,
  );
  const found = files.flatMap(({ file, text }) => {
    const at = declared.exec(text)?.index;
    return at === undefined ? [] : [{ file, line: text.slice(0, at).split("\n").length }];
  });
  return found.length === 1 ? found[0] : undefined;
}

/** The text as a whole string literal, or as a property name. */
function quoted(text: string): (line: string) => boolean {
  const literals = ['"', "'", "`"].map((mark) => `${mark}${text}${mark}`);
  const property = new RegExp(
    `(^|[\\s{,])${escaped(text)}\\??:|\\b(const|let|var) ${escaped(text)}\\b`,
  );
  return (line) => literals.some((literal) => line.includes(literal)) || property.test(line);
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

function places(files: readonly ProgramFile[], holds: (line: string) => boolean): Place[] {
  return files.flatMap(({ file, text }) =>
    text.split("\n").flatMap((line, index) => (holds(line) ? [{ file, line: index + 1 }] : [])),
  );
}

/** In the declaration's own file, otherwise in its folder, otherwise where it occurs only once. */
function nearest(found: readonly Place[], near: Place | undefined): Place | undefined {
  const inFile = found.filter(({ file }) => file === near?.file);
  if (inFile.length > 0) return inFile[0];
  const folder = near?.file.split("/")[0];
  const inFolder = found.filter(({ file }) => file.split("/")[0] === folder);
  if (inFolder.length > 0) return inFolder.length === 1 ? inFolder[0] : undefined;
  return found.length === 1 ? found[0] : undefined;
}
