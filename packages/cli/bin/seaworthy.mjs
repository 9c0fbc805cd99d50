#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
// Plain JavaScript, so that a Node.js too old to run TypeScript can still print an error.
import module from "node:module";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `error NODE_TOO_OLD: seaworthy needs Node.js 22.18 or later and runs on ${process.versions.node}. Type "npx seaworthy" in the checkout: it brings its own.\n`,
  );
  process.exit(1);
}
// Caches compiled and type-stripped code, recreated when missing: without it most commands spend
// half of their time on that.
const { findProject } = await import("@seaworthy/core/project");
try {
  module.enableCompileCache(findProject().compileCache);
} catch {
  // Outside of a project there is no cache, and the command reports the problem.
}
// When the reader closes the pipe early (`| head`), the command still runs to its end.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (cause) => {
    if (cause.code !== "EPIPE") throw cause;
  });
const { main } = await import("../main.ts");
process.exitCode = await main(process.argv.slice(2));
