import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProject } from "@seaworthy/core/project";
import { copyCheckout } from "../../testing/checkout-copy.ts";
import type { TestStack } from "../harness.ts";

/**
 * Another operator's checkout and `.seaworthy`, sharing with the first one what machines share: the
 * stack's state and the vendors.
 */
export interface SecondMachine {
  readonly checkout: string;
  readonly environment: NodeJS.ProcessEnv;
  close(): void;
}

export function createSecondMachine(stack: TestStack): SecondMachine {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "sea-second-")));
  const [checkout, directory] = [join(base, "checkout"), join(base, "seaworthy")];
  copyCheckout(checkout);
  mkdirSync(join(directory, "local"), { recursive: true });
  symlinkSync(join(stack.directory, "state"), join(directory, "state"));
  // The cloud that both reach, and its supervisor, which the other machine must not start again.
  for (const file of ["cloud.json", "supervisor.json"])
    symlinkSync(join(stack.directory, "local", file), join(directory, "local", file));
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

/** Launchers of plugins contain the path of their checkout. */
function copyPulumiHome(from: string, to: string, checkout: string): void {
  cpSync(join(from, "versions"), join(to, "versions"), { recursive: true, verbatimSymlinks: true });
  cpSync(join(from, "plugins"), join(to, "plugins"), { recursive: true });
  for (const name of readdirSync(join(to, "plugins"), { recursive: true, encoding: "utf8" })) {
    const file = join(to, "plugins", name);
    if (statSync(file).isFile())
      writeFileSync(file, readFileSync(file, "utf8").replaceAll(findProject().root, checkout));
  }
}
