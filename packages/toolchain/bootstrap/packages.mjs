import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runLines } from "./child.mjs";
import { Failure, failureFromOutput } from "./failure.mjs";
import { hashFiles, isStamped, writeStamp } from "./stamp.mjs";

/** Inside node_modules, which `npm ci` removes first: an incomplete install has no stamp. */
const stampOf = (root) => join(root, "node_modules", ".seaworthy-installed");

export function arePackagesInstalled(root) {
  return isStamped(stampOf(root), fingerprint(root));
}

/** Runs `npm ci` if its inputs have changed since it last completed. */
export async function installPackages(root, report) {
  if (arePackagesInstalled(root)) return "unchanged";
  report("npm ci");
  const [program, ...first] = npmCommand(process.env);
  // devDependencies are needed at run time here; NODE_ENV=production in the environment would leave
  // them out.
  const own = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=http"];
  const watch = watchNpm(report);
  const exitCode = await run(program, [...first, ...own], root, watch.onLine);
  if (exitCode !== 0) throw failureFromOutput("npm ci", watch.errors);
  writeStamp(stampOf(root), fingerprint(root));
  return "installed";
}

/**
 * In a pipe npm prints nothing until it has finished, except for each package that it fetches; its
 * errors start with the reason.
 */
function watchNpm(report) {
  const errors = [];
  let fetched = 0;
  const onLine = (line) => {
    if (/^npm http (fetch|cache)/.test(line)) report(`npm ci, ${++fetched} packages fetched`);
    else if (/^npm (error|ERR!)/.test(line) && errors.length < 15) errors.push(line);
  };
  return { errors, onLine };
}

async function run(program, programArguments, root, onLine) {
  try {
    const result = await runLines(program, programArguments, {
      directory: root,
      environment: withoutNpmScope(process.env),
      onLine,
    });
    return result.exitCode;
  } catch (thrown) {
    if (thrown.code !== "ENOENT") throw thrown;
    throw new Failure(
      "TOOL_MISSING",
      "npm is not on PATH. It comes with Node.js: install that from https://nodejs.org (Debian: apt-get install npm).",
    );
  }
}

/** The npm that started this process, otherwise the one on PATH. */
export function npmCommand(environment) {
  const running = environment.npm_execpath;
  return running !== undefined && /npm-cli\.c?js$/.test(running)
    ? [process.execPath, running]
    : ["npm"];
}

/**
 * Options of the outer npm that would change what is installed. Registry, cache and proxy are kept.
 */
const scopes =
  /^npm_config_(workspaces?|include_workspace_root|global|location|local_prefix|prefix|omit|only|production|dry_run|package_lock_only|loglevel)$/i;

export function withoutNpmScope(environment) {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !scopes.test(name)));
}

function fingerprint(root) {
  const manifests = workspaces(root).map((folder) => join(folder, "package.json"));
  const files = ["package.json", "package-lock.json", ".npmrc", ...manifests];
  return `${hashFiles(files.map((file) => join(root, file)))} ${process.platform} ${process.arch}`;
}

/** The folders in `workspaces` of package.json; a star means every folder, as in npm. */
function workspaces(root) {
  const { workspaces: patterns = [] } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  return patterns.flatMap((pattern) => {
    if (!pattern.endsWith("/*")) return [pattern];
    const parent = pattern.slice(0, -2);
    return existsSync(join(root, parent))
      ? readdirSync(join(root, parent))
          .sort()
          .map((name) => join(parent, name))
      : [];
  });
}
