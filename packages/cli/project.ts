import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { SeaworthyError } from "@seaworthy/core/errors";

/** The checkout, and the places in it that commands use. */
export const project = (() => {
  const root = resolve(import.meta.dirname, "../..");
  const state = resolve(process.env.SEAWORTHY_DIRECTORY ?? join(root, ".seaworthy"));
  return {
    root,
    state,
    policies: join(root, "policies"),
    pulumiHome: join(state, "pulumi"),
    pulumiState: join(state, "state"),
    cloudDirectory: join(state, "local"),
    /** Of the command itself (bin/seaworthy.mjs) and of the local cloud. */
    compileCache: join(root, "node_modules", ".cache", "seaworthy"),
  };
})();

/**
 * Others may pass through `.seaworthy` and list nothing in it: the servers' user does, on its way
 * to its data.
 */
export function makeStateDirectory(): void {
  mkdirSync(project.state, { recursive: true, mode: 0o711 });
}

/** The stack that runs on the local cloud; the others run on the vendors' own. */
export const localStack = "local";

export interface Stack {
  readonly name: string;
  readonly isLocal: boolean;
}

/** Throws STACK_UNKNOWN, naming the stacks that there are, when no `Pulumi.<name>.yaml` exists. */
export function findStack(name: string): Stack {
  if (!/^[A-Za-z0-9_.-]+$/.test(name) || !existsSync(join(project.root, `Pulumi.${name}.yaml`))) {
    throw new SeaworthyError(
      "STACK_UNKNOWN",
      `There is no Pulumi.${name}.yaml. Stacks here: ${stackNames().join(", ")}.`,
    );
  }
  return { name, isLocal: name === localStack };
}

function stackNames(): string[] {
  return readdirSync(project.root).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
}
