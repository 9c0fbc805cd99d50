import { readFileSync, renameSync, writeFileSync } from "node:fs";

const saltLine = /^encryptionsalt:\s*(\S+)\s*$/m;

/**
 * The salt that belongs to a stack's passphrase, as Pulumi keeps it in the stack file and in the
 * state.
 */
export const saltOf = (stackFile: string): string | undefined => saltLine.exec(stackFile)?.[1];

/** The same file, for a state that is encrypted under another salt. */
export function withSalt(stackFile: string, salt: string): string {
  const line = `encryptionsalt: ${salt}`;
  return saltLine.test(stackFile) ? stackFile.replace(saltLine, line) : `${line}\n${stackFile}`;
}

/**
 * Whether it holds values that are encrypted themselves: another salt alone would not open them.
 */
export const hasSecureValues = (stackFile: string): boolean => /^\s+secure:\s/m.test(stackFile);

/** Writes a file whole or not at all, readable by its owner alone. */
export function writeWhole(path: string, text: string, mode = 0o600): void {
  const part = `${path}.${process.pid}.part`;
  writeFileSync(part, text, { mode });
  renameSync(part, path);
}

export const readText = (path: string): string => readFileSync(path, "utf8");
