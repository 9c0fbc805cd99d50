import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { readJsonFile } from "@seaworthy/core/json-file";
import { findProject } from "@seaworthy/core/project";
import { z } from "zod";
import { localStack } from "../project.ts";
import { readText, withSalt, writeWhole } from "./stack-file.ts";
import { damagedState, stateFiles } from "./state-files.ts";

/**
 * What a rotation gave the local stack in place of the passphrase and salt that everybody's
 * checkout has.
 */
const schema = z.object({ passphrase: z.string().min(1), salt: z.string().min(1) });
export type LocalPassphrase = z.output<typeof schema>;

/** Without it the secrets in the state cannot be read any more. */
const lostPassphrase =
  'The local stack\'s secrets cannot be read without it. Restore it from a backup, or start over with "npx seaworthy down local --wipe", which deletes the local stack and its data.';

const folder = () => join(findProject().state, "passphrase");
const files = () => ({
  current: join(folder(), "current.json"),
  next: join(folder(), "next.json"),
});

/**
 * The passphrase that opens the local stack, once a rotation has changed it. One that a killed
 * rotation left is taken up when the state is under it.
 */
export function readLocalPassphrase(): LocalPassphrase | undefined {
  const next = read(files().next);
  if (next && next.salt === saltOfState()) settleLocalPassphrase();
  return read(files().current);
}

/** Keeps what is to come, before the state is changed. */
export function prepareLocalPassphrase(next: LocalPassphrase): void {
  mkdirSync(folder(), { recursive: true, mode: 0o700 });
  writeWhole(files().next, JSON.stringify(next));
}

export function settleLocalPassphrase(): void {
  if (existsSync(files().next)) renameSync(files().next, files().current);
}

export const discardLocalPassphrase = (): void => rmSync(files().next, { force: true });

/** With the state that it opened. */
export const forgetLocalPassphrase = (): void => rmSync(folder(), { recursive: true, force: true });

/**
 * A stack file for the local stack as its state is encrypted now: the given one, or a copy of it
 * with the salt that a rotation made.
 */
export function localStackFile(path: string): string {
  const passphrase = read(files().current);
  if (!passphrase) return path;
  const copy = join(folder(), basename(path));
  writeWhole(copy, withSalt(readText(path), passphrase.salt));
  return copy;
}

const checkpointSchema = z.object({
  checkpoint: z.object({
    latest: z
      .object({
        secrets_providers: z
          .object({ state: z.object({ salt: z.string().optional() }).nullish() })
          .nullish(),
      })
      .nullish(),
  }),
});

/** What the state is encrypted under stands in it in plain text. */
function saltOfState(): string | undefined {
  const { checkpoint: checkpointFile } = stateFiles(findProject(), localStack);
  return readJsonFile(checkpointFile, checkpointSchema, damagedState)?.checkpoint.latest
    ?.secrets_providers?.state?.salt;
}

function read(path: string): LocalPassphrase | undefined {
  return readJsonFile(path, schema, lostPassphrase);
}
