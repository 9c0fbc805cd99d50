import { accessSync, constants, existsSync, readFileSync, statfsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { userCacheDirectory } from "@seaworthy/core/cache-directory";
import { SeaworthyError } from "@seaworthy/core/errors";
import { builtInPlugins } from "@seaworthy/plugins/table";
import { findGo, goFix } from "./install/build.ts";
import { findInstalled, wantedSources } from "./install/install.ts";
import { findDamage } from "./install/manifest.ts";
import { run } from "./run.ts";
import { findServices, fixFor, type ServiceFindings, serviceNames, services } from "./services.ts";
import { pulumiVersion } from "./version.ts";
import { isOlderThan } from "./versions.ts";

export interface Finding {
  readonly name: string;
  readonly status: "ok" | "missing" | "old";
  readonly version?: string;
  /** A path. */
  readonly where?: string;
  readonly source?: string;
  /** What to type or do; only present if the status is not ok. */
  readonly fix?: string;
}

const oldestNode = "22.18";
const neededBytes = 500_000_000;
const reinstall = "npm start";

/**
 * Checks everything that the local stack needs and reports what was found and where. Changes
 * nothing.
 */
export async function diagnose(environment: NodeJS.ProcessEnv = process.env): Promise<Finding[]> {
  const groups = await Promise.all([
    node(),
    npm(),
    toolchain(environment),
    go(environment),
    plugins(),
    findServices(environment).then((findings) =>
      serviceNames.map((name) => service(name, findings)),
    ),
    workerd(),
    disk(environment),
  ]);
  return groups.flat();
}

function node(): Finding {
  const [version, where] = [process.versions.node, process.execPath];
  if (isOlderThan(version, oldestNode))
    return {
      name: "Node.js",
      status: "old",
      version,
      where,
      fix: "npx seaworthy doctor, in the checkout: it brings its own Node.js",
    };
  return {
    name: "Node.js",
    status: "ok",
    version,
    where,
    source: where.includes(`${sep}node_modules${sep}`) ? "npm package" : "PATH",
  };
}

async function npm(): Promise<Finding> {
  const version = await versionOf("npm", ["--version"], /^(\d+\.\d+\.\d+)/m);
  return version === undefined
    ? {
        name: "npm",
        status: "missing",
        fix: "Debian: sudo apt-get install -y npm; macOS: brew install node",
      }
    : { name: "npm", status: "ok", version };
}

/**
 * The CLI and the language host are installed together, but reported separately, since either can
 * be damaged.
 */
async function toolchain(environment: NodeJS.ProcessEnv): Promise<Finding[]> {
  const found = await findInstalled(
    userCacheDirectory({ environment }),
    wantedSources(environment),
  );
  const programs = [
    { name: "Pulumi CLI", program: "pulumi", question: ["version"] },
    { name: "language host", program: "pulumi-language-nodejs", question: ["--version"] },
  ];
  if (!found) return programs.map(({ name }) => ({ name, status: "missing", fix: reinstall }));
  const damage = await findDamage(dirname(found.binDirectory), { thorough: true });
  return Promise.all(
    programs.map(({ name, program, question }) =>
      installed(name, join(found.binDirectory, program), question, found.source, damage),
    ),
  );
}

async function installed(
  name: string,
  where: string,
  question: string[],
  source: string,
  damage: string | undefined,
): Promise<Finding> {
  const fix = `rm -rf '${dirname(dirname(where))}' && ${reinstall}`;
  if (damage !== undefined)
    return { name, status: "missing", where, source: `damaged: ${damage}`, fix };
  const version = await versionOf(where, question, /v?(\d+\.\d+\.\d+)/);
  if (version === undefined) return { name, status: "missing", where, source, fix };
  // A release's language host may have another version than its CLI.
  return { name, status: "ok", version, where, source };
}

/** Only needed if the official release cannot be downloaded. */
async function go(environment: NodeJS.ProcessEnv): Promise<Finding[]> {
  const found = await findGo(environment);
  if (found)
    return [
      {
        name: "Go",
        status: found.isOld ? "old" : "ok",
        version: found.version,
        where: found.path,
        ...(found.isOld ? { fix: goFix } : {}),
      },
    ];
  const hasToolchain =
    (await findInstalled(userCacheDirectory({ environment }), wantedSources(environment))) !==
    undefined;
  return hasToolchain
    ? []
    : [
        {
          name: "Go",
          status: "missing",
          fix: `${goFix} (only needed where Pulumi ${pulumiVersion} cannot be downloaded)`,
        },
      ];
}

function plugins(): Finding[] {
  return builtInPlugins.map((plugin) => {
    const where = plugin.entry;
    const found = {
      name: `plugin ${plugin.name}`,
      version: plugin.version,
      where,
      source: "built in",
    };
    return existsSync(where)
      ? { ...found, status: "ok" }
      : { ...found, status: "missing", fix: "npm ci" };
  });
}

function service(name: (typeof serviceNames)[number], findings: ServiceFindings): Finding {
  const finding = findings[name];
  const title = services[name].title;
  if (finding.status === "missing")
    return { name: title, status: "missing", fix: fixFor(name, finding) };
  const known = {
    name: title,
    version: finding.version,
    where: finding.program,
    source: finding.source,
  };
  return finding.status === "ok"
    ? { ...known, status: "ok" }
    : { ...known, status: "old", fix: fixFor(name, finding) };
}

async function workerd(): Promise<Finding> {
  const manifest = findPackage("workerd");
  if (manifest === undefined) return { name: "workerd", status: "missing", fix: "npm ci" };
  const where = join(dirname(manifest), "bin", "workerd");
  const date = await versionOf(where, ["--version"], /workerd (\S+)/);
  if (date === undefined)
    return {
      name: "workerd",
      status: "missing",
      where,
      fix: "npm rebuild workerd --ignore-scripts=false",
    };
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  return { name: "workerd", status: "ok", version, where, source: "npm package" };
}

function disk(environment: NodeJS.ProcessEnv): Finding[] {
  const cache = nearestExisting(userCacheDirectory({ environment }));
  return [
    { name: "disk", where: process.cwd(), instead: "work in a checkout of your own" },
    { name: "disk of the cache", where: cache, instead: "set XDG_CACHE_HOME to a writable folder" },
  ].map(({ name, where, instead }) => {
    const { bavail, bsize } = statfsSync(where);
    const free = `${((bavail * bsize) / 1e9).toFixed(1)} GB free`;
    if (!isWritableFolder(where))
      return { name, status: "missing", where, fix: `${where} is not writable: ${instead}` };
    return bavail * bsize >= neededBytes
      ? { name, status: "ok", version: free, where }
      : { name, status: "missing", version: free, where, fix: "free at least 0.5 GB" };
  });
}

function isWritableFolder(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return statSync(path).isDirectory();
  } catch {
    return false; // whatever the reason, nothing can be written there
  }
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}

/** The package.json of an installed package. */
function findPackage(name: string): string | undefined {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  return folders
    .map((folder) => join(folder, name, "package.json"))
    .find((file) => existsSync(file));
}

/** Undefined when the program does not exist, does not run, or prints no version. */
async function versionOf(
  program: string,
  question: string[],
  pattern: RegExp,
): Promise<string | undefined> {
  try {
    const result = await run(program, question, { timeoutMs: 15_000 });
    return pattern.exec([result.stdout, ...result.tail].join("\n"))?.[1];
  } catch (thrown) {
    if (thrown instanceof SeaworthyError && thrown.code === "TOOL_MISSING") return undefined;
    throw thrown;
  }
}
