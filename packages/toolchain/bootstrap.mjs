#!/usr/bin/env node
// `npm start`, `npm test` and `npm run bench`: installs what is missing, then runs the real
// command. Plain JavaScript without dependencies: it runs before anything is installed, on whatever
// Node.js the machine has.
import { describeOldNode, oldestForBootstrap } from "./bootstrap/node-version.mjs";

const problem = describeOldNode(process.versions.node, oldestForBootstrap);
if (problem !== undefined) {
  process.stderr.write(`error NODE_TOO_OLD: ${problem}\n`);
  process.exitCode = 1;
} else {
  // Loaded lazily, because an old Node.js cannot parse it.
  import("./bootstrap/main.mjs").then(({ main }) => main(process.argv.slice(2)));
}
