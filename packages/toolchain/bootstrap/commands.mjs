/**
 * The command behind each script of package.json, once everything is installed. Paths are relative
 * to the repository's root.
 */
export const commands = {
  start: { program: "node_modules/@seaworthy/cli/bin/seaworthy.mjs", first: ["up", "local"] },
  // A preview starts no services, so CI need not install any.
  check: {
    program: "node_modules/@seaworthy/cli/bin/seaworthy.mjs",
    first: ["check"],
    without: ["Services"],
  },
  test: { program: "node_modules/vitest/vitest.mjs", first: ["run"] },
  parity: { program: "dev/parity/parity.ts", first: [] },
  bench: { program: "dev/bench/main.ts", first: [] },
};
