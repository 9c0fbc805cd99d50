import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { createStack } from "./create-stack.ts";
import { isErrorWithMessage } from "./is-error.ts";

const usage =
  "Usage: create-seaworthy <folder> [--module <name>]... [--tarballs <folder with *.tgz>]\n";

/** Returns the exit code: 2 on wrong usage, with nothing written. */
export function main(args: string[]): number {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        module: { type: "string", multiple: true },
        tarballs: { type: "string" },
        help: { type: "boolean" },
      },
    });
    const [folder, ...more] = positionals;
    if (values.help || folder === undefined || more.length > 0) return tellUsage(values.help);
    const made = createStack({
      folder: resolve(folder),
      ...(values.module ? { modules: values.module } : {}),
      ...(values.tarballs ? { tarballs: resolve(values.tarballs) } : {}),
    });
    process.stdout.write(
      `Created ${made.files} files in ${folder}, with ${made.modules.join(", ") || "no module"}.\nNext: cd ${JSON.stringify(folder)} && npm install && npm start\n`,
    );
    return 0;
  } catch (thrown) {
    if (!isErrorWithMessage(thrown)) throw thrown;
    process.stderr.write(`error USAGE: ${thrown.message}\n${usage}`);
    return 2;
  }
}

function tellUsage(asked = false): number {
  (asked ? process.stdout : process.stderr).write(usage);
  return asked ? 0 : 2;
}
