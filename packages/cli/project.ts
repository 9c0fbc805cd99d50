import { chmodSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject, stackOfFile } from "@seaworthy/core/project";

/**
 * Others may pass through `.seaworthy` and list nothing in it: the servers' user does, on its way
 * to its data.
 */
export function makeStateDirectory(): void {
  const { state } = findProject();
  mkdirSync(state, { recursive: true });
  // A build may have made it before, with another mode.
  chmodSync(state, 0o711);
}

/** The stack that runs on the local cloud; the others run on the vendors' own. */
export const localStack = "local";

export interface Stack {
  readonly name: string;
  readonly isLocal: boolean;
}

/** Throws STACK_UNKNOWN, naming the stacks that there are, when no `Pulumi.<name>.yaml` exists. */
export function findStack(name: string): Stack {
  if (!/^[A-Za-z0-9_.-]+$/.test(name) || !existsSync(findProject().stackFile(name))) {
    throw new SeaworthyError(
      "STACK_UNKNOWN",
      `Pulumi.${name}.yaml not found. Stacks: ${stackNames().join(", ")}.`,
    );
  }
  return { name, isLocal: name === localStack };
}

export const stackNames = (): string[] =>
  readdirSync(findProject().root).flatMap((file) => stackOfFile(file) ?? []);
