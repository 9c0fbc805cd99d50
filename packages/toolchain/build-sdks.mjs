// Runs after `npm ci`: the generated SDKs are CommonJS with TypeScript namespaces, so they cannot
// run unbuilt. Plain JavaScript, because any Node.js that runs npm must be able to run it.
import { Failure } from "./bootstrap/failure.mjs";
import { findRoot } from "./bootstrap/root.mjs";
import { buildSdks } from "./bootstrap/sdks.mjs";

const root = findRoot(process.cwd());
try {
  await buildSdks(root, process.execPath, (line) => process.stdout.write(`${line}\n`));
} catch (thrown) {
  if (!(thrown instanceof Failure)) throw thrown;
  process.stderr.write(`error ${thrown.code}: ${thrown.message}\n`);
  process.exitCode = 1;
}
