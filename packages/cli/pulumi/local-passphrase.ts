import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { readJsonFile } from "@seaworthy/core/json-file";
import { findProject } from "@seaworthy/core/project";
import { z } from "zod";
import { localStack } from "../project.ts";
import { readText, withSalt, writeWhole } from "./stack-file.ts";
import { damagedState, stateFiles } from "./state-files.ts";

/** The passphrase and salt from a rotation, which replace those in the checkout. */
const schema = z.object({ passphrase: z.string().min(1), salt: z.string().min(1) });
export type LocalPassphrase = z.output<typeof schema>;

/** Without it the state's secrets are unreadable. */
const lostPassphrase =
  'The local stack\'s secrets cannot be read without it. Restore it from a backup, or start over with "npx seaworthy down local --wipe", which deletes the local stack and its data.';

const folder = () => join(findProject().state, "passphrase");
const files = () => ({
  current: join(folder(), "current.json"),
  next: join(folder(), "next.json"),
});

/**
 * The local stack's passphrase, if a rotation has changed it. One left by a killed rotation takes
 * effect when the state is encrypted with it.
 */
export function readLocalPassphrase(): LocalPassphrase | undefined {
  const next = read(files().next);
  if (next && next.salt === saltOfState()) settleLocalPassphrase();
  return read(files().current);
}

/** Stores the next passphrase before the state is changed. */
export function prepareLocalPassphrase(next: LocalPassphrase): void {
  mkdirSync(folder(), { recursive: true, mode: 0o700 });
  writeWhole(files().next, JSON.stringify(next));
}

export function settleLocalPassphrase(): void {
  if (existsSync(files().next)) renameSync(files().next, files().current);
}

export const discardLocalPassphrase = (): void => rmSync(files().next, { force: true });

/** Deleted together with the state it decrypts. */
export const forgetLocalPassphrase = (): void => rmSync(folder(), { recursive: true, force: true });

/**
 * The local stack's file, matching the state's current encryption: the given one, or a copy with a
 * rotation's salt.
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

/** The state contains the salt in plain text. */
function saltOfState(): string | undefined {
  const { checkpoint: checkpointFile } = stateFiles(findProject(), localStack);
  return readJsonFile(checkpointFile, checkpointSchema, damagedState)?.checkpoint.latest
    ?.secrets_providers?.state?.salt;
}

function read(path: string): LocalPassphrase | undefined {
  return readJsonFile(path, schema, lostPassphrase);
}
