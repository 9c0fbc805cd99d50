import { execFileSync } from "node:child_process";
import { delimiter } from "node:path";

/**
 * The machine's own Node.js and npm, whatever runs the test.
 *
 * @param dropped names of variables that are left out
 */
export const ownNpm = (dropped: RegExp): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !dropped.test(name))),
  PATH: (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => !folder.includes("node_modules"))
    .join(delimiter),
});

/** The output of a program, which may be long. Throws when it fails. */
export const runIn = (
  cwd: string,
  env: NodeJS.ProcessEnv,
  program: string,
  ...args: string[]
): string => execFileSync(program, args, { cwd, env, encoding: "utf8", maxBuffer: 100_000_000 });
