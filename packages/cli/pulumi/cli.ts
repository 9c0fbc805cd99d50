import { join } from "node:path";
import { installToolchain } from "@seaworthy/toolchain/install";

let installed: Promise<string> | undefined;

/**
 * The folder of the pinned Pulumi CLI and its language host: one for every stack, whatever its
 * name. Obtained when it is not in the user's cache yet, which standard error tells of.
 */
export function pulumiDirectory(): Promise<string> {
  installed ??= installToolchain({
    report: (line) => void process.stderr.write(`Pulumi: ${line}\n`),
  }).then(({ binDirectory }) => binDirectory);
  return installed;
}

/** The program itself. */
export const pulumiProgram = async (): Promise<string> => join(await pulumiDirectory(), "pulumi");
