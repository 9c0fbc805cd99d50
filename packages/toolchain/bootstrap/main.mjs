import { existsSync } from "node:fs";
import { delimiter, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { handOver, runLines } from "./child.mjs";
import { commands } from "./commands.mjs";
import { checkDisk } from "./disk.mjs";
import { Failure } from "./failure.mjs";
import { withCheckoutLock } from "./lock.mjs";
import { isOlder, oldestForTypeScript } from "./node-version.mjs";
import { arePackagesInstalled, installPackages } from "./packages.mjs";
import { createProgress } from "./progress.mjs";
import { findRoot } from "./root.mjs";
import { buildSdks } from "./sdks.mjs";

const root = findRoot(process.cwd());

/** In a team's own stack this file is part of the packages, so they are already installed. */
const isInstalled = fileURLToPath(import.meta.url).includes(`${sep}node_modules${sep}`);

/** Sets the exit code: the command's own, 1 when a step failed, 2 on wrong usage. */
export async function main([verb, ...rest]) {
  const command = commands[verb];
  if (!command) {
    process.stderr.write(
      `error USAGE: node packages/toolchain/bootstrap.mjs ${Object.keys(commands).join("|")} [arguments]\n`,
    );
    process.exitCode = 2;
    return;
  }
  try {
    const node = await prepare(command.without);
    await handOver(
      node,
      [
        "--disable-warning=ExperimentalWarning",
        join(root, command.program),
        ...command.first,
        ...rest,
      ],
      environment(),
    );
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    process.stderr.write(`error ${thrown.code}: ${thrown.message}\n`);
    process.exitCode = 1;
  }
}

/**
 * Prepares everything except the named steps of `prepare.ts`; returns the Node.js to continue with.
 */
async function prepare(without) {
  process.chdir(root);
  const progress = createProgress();
  await progress.step("Disk", () => checkDisk(root, isInstalled || arePackagesInstalled(root)));
  const lock = join(root, ".seaworthy", "bootstrap.lock");
  await progress.step("Packages", (report) =>
    isInstalled
      ? "as npm install left them"
      : withCheckoutLock(lock, report, () => installPackages(root, report)),
  );
  const node = findNode();
  await progress.step("Node.js", () => describeNode(node));
  await progress.step("SDKs", (report) =>
    withCheckoutLock(lock, report, () => buildSdks(root, node, report)),
  );
  await prepareWithTypeScript(node, progress, without);
  return node;
}

/** The checkout's own Node.js, or the current one if the package could not install its program. */
function findNode() {
  const own = join(root, "node_modules", ".bin", "node");
  if (existsSync(own)) return own;
  if (!isOlder(process.versions.node, oldestForTypeScript)) return process.execPath;
  throw new Failure(
    "NODE_TOO_OLD",
    `The package "node" did not install its program (install scripts are turned off?), and Node.js ${process.versions.node} cannot take its place. Type: npm rebuild node --ignore-scripts=false`,
  );
}

async function describeNode(node) {
  const { tail } = await runLines(node, ["--version"]);
  return `${tail.at(-1)} runs the checkout, v${process.versions.node} started it`;
}

/**
 * The steps written in TypeScript run in one process of the checkout's Node.js; prepare.ts
 * documents its output lines.
 */
async function prepareWithTypeScript(node, progress, without = []) {
  let step;
  let failure;
  const events = {
    step: (title) => (step = progress.begin(title)),
    report: (line) => step.report(line),
    done: (outcome) => step.done(outcome),
    failed: ({ code, message }) => {
      step?.failed();
      failure = new Failure(code, message);
    },
  };
  const onLine = (line) => {
    const [name, value] = parseEvent(line);
    events[name]?.(value);
  };
  const script = ["./prepare.js", "./prepare.ts"]
    .map((file) => fileURLToPath(new URL(file, import.meta.url)))
    .find(existsSync);
  const { exitCode, tail } = await runLines(
    node,
    ["--disable-warning=ExperimentalWarning", script, ...without],
    {
      environment: environment(),
      onLine,
    },
  );
  if (failure) throw failure;
  if (exitCode !== 0) throw new Failure("TOOL_MISSING", `${script} failed:\n${tail.join("\n")}`);
}

/** Other lines, such as Node's warnings, are not events. */
function parseEvent(line) {
  return line.startsWith('{"') ? (Object.entries(JSON.parse(line))[0] ?? []) : [];
}

function environment() {
  return {
    ...process.env,
    PATH: `${join(root, "node_modules", ".bin")}${delimiter}${process.env.PATH ?? ""}`,
  };
}
