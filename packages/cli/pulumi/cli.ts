import { join } from "node:path";
import { installToolchain } from "@seaworthy/toolchain/install/install";

let installed: Promise<string> | undefined;

/**
 * The folder of the pinned Pulumi CLI and its language host, shared by all stacks. Obtained first
 * if it is not in the user's cache, which is reported on standard error.
 */
export function pulumiDirectory(): Promise<string> {
  installed ??= installToolchain({
    report: (line) => void process.stderr.write(`Pulumi: ${line}\n`),
  }).then(({ binDirectory }) => binDirectory);
  return installed;
}

/** The executable. */
export const pulumiProgram = async (): Promise<string> => join(await pulumiDirectory(), "pulumi");
