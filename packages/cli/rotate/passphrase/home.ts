import { existsSync, mkdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import type { Stack } from "../../project.ts";
import {
  discardLocalPassphrase,
  localStackFile,
  prepareLocalPassphrase,
  settleLocalPassphrase,
} from "../../pulumi/local-passphrase.ts";
import {
  hasSecureValues,
  readText,
  saltOf,
  withSalt,
  writeWhole,
} from "../../pulumi/stack-file.ts";

/** The next passphrase, with its stack file. */
interface Next {
  readonly passphrase: string;
  readonly stackFile: string;
}

/**
 * Where the files of a stack's passphrase are stored: the stack file and, for the local stack, the
 * passphrase itself.
 */
export interface PassphraseHome {
  readStackFile(): string;
  /** Stores the next passphrase before the state is changed. */
  prepare(next: Next): void;
  /** Activates it: the state is now encrypted with that salt. Idempotent. */
  settle(salt: string): void;
  discard(): void;
}

export function homeOf({ name, isLocal }: Stack): PassphraseHome {
  const file = findProject().stackFile(name);
  return isLocal ? localHome(file) : checkoutHome(file, join(findProject().state, "passphrase"));
}

/**
 * All developers share the checkout's file, so the salt of this machine's local stack is stored
 * with that stack.
 */
function localHome(file: string): PassphraseHome {
  return {
    readStackFile: () => readText(localStackFile(file)),
    prepare: ({ passphrase, stackFile }) =>
      prepareLocalPassphrase({ passphrase, salt: saltOf(stackFile) ?? "" }),
    settle: settleLocalPassphrase,
    discard: discardLocalPassphrase,
  };
}

/** The stack file is committed with the checkout; the next one waits in an ignored folder. */
export function checkoutHome(file: string, folder: string): PassphraseHome {
  const next = join(folder, basename(file));
  return {
    readStackFile: () => readText(file),
    prepare: ({ stackFile }) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeWhole(next, stackFile);
    },
    settle: (salt) => {
      const now = readText(file);
      const prepared = existsSync(next) ? readText(next) : undefined;
      const isPrepared = prepared !== undefined && saltOf(prepared) === salt;
      if (saltOf(now) !== salt)
        writeWhole(file, isPrepared ? prepared : resalted(now, salt, basename(file)), 0o644);
      rmSync(next, { force: true });
    },
    discard: () => rmSync(next, { force: true }),
  };
}

/**
 * When another machine finishes the run: the salt is in the state, but the stack file's
 * re-encrypted values are not.
 */
function resalted(stackFile: string, salt: string, name: string): string {
  if (!hasSecureValues(stackFile)) return withSalt(stackFile, salt);
  throw new SeaworthyError(
    "CONFIG_INVALID",
    `The state uses the new passphrase, but the values in ${name} do not. Run this on the machine that started it. Or remove those values, run this, and set them again with "npx pulumi config set --secret".`,
  );
}
