import { delimiter } from "node:path";

/** The machine's own Node.js and npm, whatever runs the test. */
export const readerEnvironment = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_|^NODE_|^VITEST|^PULUMI|^SEAWORTHY/i.test(name),
    ),
  ),
  PATH: (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => !folder.includes("node_modules"))
    .join(delimiter),
  NO_COLOR: "1",
});
