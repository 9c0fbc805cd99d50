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

/** The passphrase that is to come, with the stack file that belongs to it. */
interface Next {
  readonly passphrase: string;
  readonly stackFile: string;
}

/**
 * Where what belongs to a stack's passphrase is kept: the stack file, and for the local stack the
 * passphrase itself.
 */
export interface PassphraseHome {
  readStackFile(): string;
  /** Keeps what is to come, before the state is changed. */
  prepare(next: Next): void;
  /**
   * Puts it in place: the state is encrypted under that salt now. Nothing when it is in place
   * already.
   */
  settle(salt: string): void;
  discard(): void;
}

export function homeOf({ name, isLocal }: Stack): PassphraseHome {
  const file = findProject().stackFile(name);
  return isLocal ? localHome(file) : checkoutHome(file, join(findProject().state, "passphrase"));
}

/**
 * The checkout's file belongs to everybody; the salt of one machine's local stack is kept with that
 * stack.
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

/**
 * The stack file is the checkout's own, and committed; what is to come waits in a folder that is
 * not.
 */
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
 * On another machine than the one that the run was killed on: the salt is in the state, what the
 * stack file encrypts is not.
 */
function resalted(stackFile: string, salt: string, name: string): string {
  if (!hasSecureValues(stackFile)) return withSalt(stackFile, salt);
  throw new SeaworthyError(
    "CONFIG_INVALID",
    `The state uses the new passphrase, but the values in ${name} do not. Run this on the machine that started it. Or remove those values, run this, and set them again with "npx pulumi config set --secret".`,
  );
}
