import { existsSync, readdirSync } from "node:fs";
import { basename, dirname } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { stackOfFile } from "@seaworthy/core/project";
import { readTextFile } from "@seaworthy/core/text-file";
import { isMap, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { z } from "zod";
import { schemaOf, type Waiver } from "./waiver.ts";

export const waiversFile = (stack: string): string => `waivers.${stack}.yaml`;

/**
 * The waivers of a file; none when the file does not exist. Throws WAIVERS_INVALID with every
 * mistake and its line, and for a nearby file whose name is almost a waivers file's.
 */
export function readWaivers(path: string): Waiver[] {
  refuseMisnamed(path);
  return existsSync(path) ? parseWaivers(readTextFile(path, refusal), basename(path)) : [];
}

const refusal = {
  code: "WAIVERS_INVALID",
  what: "The waiver file",
  fix: "Write a list of waivers, or delete the file.",
} as const;

/**
 * `waivers.prod.yml`, `Waivers.prod.yaml`, `waivers.yaml` would be ignored, and so would
 * `waivers.production.yaml` where the stack is `prod`.
 */
function refuseMisnamed(path: string): void {
  if (!existsSync(dirname(path))) return;
  const wanted = basename(path);
  const files = readdirSync(dirname(path));
  const stacks = files.flatMap((name) => stackOfFile(name) ?? []);
  const misnamed = files.filter((name) => name !== wanted && isMisnamed(name, wanted, stacks));
  if (misnamed.length === 0) return;
  throw new SeaworthyError(
    "WAIVERS_INVALID",
    `${misnamed.join(", ")} is not read. Rename it to ${wanted}.`,
  );
}

/** A program without stack files may have any stack. */
function isMisnamed(name: string, wanted: string, stacks: readonly string[]): boolean {
  const parts = /^waivers?(?:[.-](.*))?\.(?:ya?ml|json)$/i.exec(name);
  if (parts === null) return false;
  const [, stack = ""] = parts;
  if (stack === "" || waiversFile(stack) === wanted) return true;
  return stacks.length > 0 && !stacks.includes(stack);
}

/** @param file its name in messages and reports */
export function parseWaivers(text: string, file: string): Waiver[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors.map(({ message }) => message.split("\n")[0] ?? message);
  if (broken.length > 0) throw invalid(file, broken);
  if (document.contents === null) return [];
  if (!isSeq<Node>(document.contents)) throw invalid(file, ["The file must be a list of waivers."]);
  const parsed = document.contents.items.map((item) =>
    readOne(item, item.range ? lines.linePos(item.range[0]).line : 1, file),
  );
  const mistakes = parsed.flatMap((one) => ("mistakes" in one ? one.mistakes : []));
  if (mistakes.length > 0) throw invalid(file, mistakes);
  return parsed.flatMap((one) => ("waiver" in one ? [one.waiver] : []));
}

function readOne(
  item: Node,
  line: number,
  file: string,
): { waiver: Waiver } | { mistakes: string[] } {
  const written: unknown = isMap(item) ? item.toJSON() : undefined;
  const result = schemaOf(written).safeParse(written);
  if (result.success) return { waiver: { ...result.data, file, line } };
  return { mistakes: result.error.issues.map((issue) => `line ${line}: ${describe(issue)}`) };
}

function describe({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0
    ? `a waiver needs rule, resource, owner, reason, expires and link (or notApplicable); ${message}`
    : `${path.join(".")}: ${message}`;
}

function invalid(file: string, mistakes: readonly string[]): SeaworthyError {
  return new SeaworthyError(
    "WAIVERS_INVALID",
    `${file} is invalid:\n${mistakes.map((one) => `  ${one}`).join("\n")}`,
  );
}
