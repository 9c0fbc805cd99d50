import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { findProject } from "@seaworthy/core/project";
import type { TestStack } from "./harness.ts";

/**
 * Another person's checkout and `.seaworthy`, which share with the first one what machines share:
 * the stack's state and the vendors.
 */
export interface SecondMachine {
  readonly checkout: string;
  readonly environment: NodeJS.ProcessEnv;
  close(): void;
}

const leftOut = new Set(["node_modules", ".git", ".seaworthy", "dist", "results"]);

export function createSecondMachine(stack: TestStack): SecondMachine {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "sea-second-")));
  const [checkout, directory] = [join(base, "checkout"), join(base, "seaworthy")];
  cpSync(findProject().root, checkout, {
    recursive: true,
    filter: (path) => !leftOut.has(relative(findProject().root, path).split("/").at(-1) ?? ""),
  });
  linkModules(join(findProject().root, "node_modules"), join(checkout, "node_modules"));
  mkdirSync(join(directory, "local"), { recursive: true });
  symlinkSync(join(stack.directory, "state"), join(directory, "state"));
  symlinkSync(join(stack.directory, "local", "cloud.json"), join(directory, "local", "cloud.json"));
  copyPulumiHome(join(stack.directory, "pulumi"), join(directory, "pulumi"), checkout);
  return {
    checkout,
    environment: {
      ...stack.environment,
      SEAWORTHY_DIRECTORY: directory,
      PATH: `${join(checkout, "node_modules", ".bin")}:${process.env.PATH}`,
    },
    close: () => rmSync(base, { recursive: true, force: true }),
  };
}

/**
 * Packages are the same files; the workspaces, which npm links by relative paths, are this
 * checkout's own.
 */
function linkModules(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory() && entry.name.startsWith("@")) linkModules(source, target);
    else symlinkSync(entry.isSymbolicLink() ? readlinkSync(source) : source, target);
  }
}

/** Launchers of plugins name the checkout that they start from. */
function copyPulumiHome(from: string, to: string, checkout: string): void {
  cpSync(join(from, "versions"), join(to, "versions"), { recursive: true, verbatimSymlinks: true });
  cpSync(join(from, "plugins"), join(to, "plugins"), { recursive: true });
  for (const name of readdirSync(join(to, "plugins"), { recursive: true, encoding: "utf8" })) {
    const file = join(to, "plugins", name);
    if (statSync(file).isFile())
      writeFileSync(file, readFileSync(file, "utf8").replaceAll(findProject().root, checkout));
  }
}
