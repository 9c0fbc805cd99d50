/** What each script of package.json hands over to, once everything is in place. Paths are from the repository's root. */
export const commands = {
  start: { program: "ops/bin/seaworthy.mjs", first: ["up", "local"] },
  // A preview starts no service, so a CI need not install any.
  check: { program: "ops/bin/seaworthy.mjs", first: ["check"], without: ["Services"] },
  test: { program: "node_modules/vitest/vitest.mjs", first: ["run"] },
  parity: { program: "toolchain/parity.ts", first: [] },
  bench: { program: "ops/bench/main.ts", first: [] },
};
