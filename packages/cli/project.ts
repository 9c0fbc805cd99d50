import { chmodSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject, stackOfFile } from "@seaworthy/core/project";

/**
 * Other users may traverse `.seaworthy` but not list it: the servers' user needs this to reach its
 * data.
 */
export function makeStateDirectory(): void {
  const { state } = findProject();
  mkdirSync(state, { recursive: true });
  // A build may have created it with another mode.
  chmodSync(state, 0o711);
}

/** The stack that runs on the local cloud; all others run at the vendors. */
export const localStack = "local";

export interface Stack {
  readonly name: string;
  readonly isLocal: boolean;
}

/** Throws STACK_UNKNOWN, listing the existing stacks, when there is no `Pulumi.<name>.yaml`. */
export function findStack(name: string): Stack {
  if (!/^[A-Za-z0-9_.-]+$/.test(name))
    throw new SeaworthyError(
      "STACK_UNKNOWN",
      `"${name}" cannot be a stack's name: use letters, digits, dashes, dots and underscores.`,
    );
  if (!existsSync(findProject().stackFile(name)))
    throw new SeaworthyError(
      "STACK_UNKNOWN",
      `Pulumi.${name}.yaml not found. Stacks: ${stackNames().join(", ") || "none yet"}. To create it, type: npx seaworthy init ${name}`,
    );
  return { name, isLocal: name === localStack };
}

export const stackNames = (): string[] =>
  readdirSync(findProject().root).flatMap((file) => stackOfFile(file) ?? []);
