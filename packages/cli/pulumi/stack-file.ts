import { renameSync, writeFileSync } from "node:fs";
import { SeaworthyError } from "@seaworthy/core/errors";
import { readTextFile } from "@seaworthy/core/text-file";
import { parse } from "yaml";
import { z } from "zod";

const saltLine = /^encryptionsalt:\s*(\S+)\s*$/m;

/** The salt of a stack's passphrase, as Pulumi stores it in the stack file and in the state. */
export const saltOf = (stackFile: string): string | undefined => saltLine.exec(stackFile)?.[1];

/** The same file, for a state encrypted with another salt. */
export function withSalt(stackFile: string, salt: string): string {
  const line = `encryptionsalt: ${salt}`;
  return saltLine.test(stackFile) ? stackFile.replace(saltLine, line) : `${line}\n${stackFile}`;
}

/** Whether it contains encrypted values: another salt alone would not decrypt them. */
export const hasSecureValues = (stackFile: string): boolean => /^\s+secure:\s/m.test(stackFile);

/** Writes a file atomically, readable only by its owner. */
export function writeWhole(path: string, text: string, mode = 0o600): void {
  const part = `${path}.${process.pid}.part`;
  writeFileSync(part, text, { mode });
  renameSync(part, path);
}

export const readText = (path: string): string =>
  readTextFile(path, {
    code: "CONFIG_INVALID",
    what: "The stack file",
    fix: "Choose another one. Nothing was changed.",
  });

const configSchema = z.object({ config: z.record(z.string(), z.unknown()).nullish() }).nullish();

/** The keys with a value in a stack file, encrypted or not. Throws CONFIG_INVALID. */
export function configKeys(path: string): string[] {
  return Object.keys(readConfig(path));
}

/** A plain-text value of a stack file; undefined when absent. */
export const configValue = (path: string, key: string): unknown => readConfig(path)[key];

/** `seaworthy:environment` of a stack file; undefined when it is not plain text. */
export function environmentIn(path: string): string | undefined {
  const value = readConfig(path)["seaworthy:environment"];
  return typeof value === "string" ? value : undefined;
}

function readConfig(path: string): Record<string, unknown> {
  const parsed = configSchema.safeParse(parseYaml(path));
  if (parsed.success) return parsed.data?.config ?? {};
  throw new SeaworthyError("CONFIG_INVALID", `${path} is not a Pulumi stack file.`);
}

function parseYaml(path: string): unknown {
  const text = readText(path);
  try {
    return parse(text);
  } catch (cause) {
    throw new SeaworthyError("CONFIG_INVALID", `${path} is not valid YAML.`, { cause });
  }
}
