#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
// Plain JavaScript, so that a Node.js too old to run TypeScript can still say so.
import module from "node:module";
import { fileURLToPath } from "node:url";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `error NODE_TOO_OLD: seaworthy needs Node.js 22.18 or later and runs on ${process.versions.node}. Type "npx seaworthy" in the checkout: it brings its own.\n`,
  );
  process.exit(1);
}
// Compiled and type-stripped code, made anew when it is gone: without it most commands spend half
// of their time on that.
module.enableCompileCache(
  fileURLToPath(new URL("../../../node_modules/.cache/seaworthy", import.meta.url)),
);
const { main } = await import("../main.ts");
process.exitCode = await main(process.argv.slice(2));
