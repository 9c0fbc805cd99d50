import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { userCacheDirectory } from "@seaworthy/core/cache-directory";
import { SeaworthyError } from "@seaworthy/core/errors";
import { run } from "../run.ts";

export interface UnpackOptions {
  readonly report: (line: string) => void;
  readonly environment?: NodeJS.ProcessEnv;
  /** dpkg's list of installed packages: such libraries are not fetched again. */
  readonly statusFile?: string;
}

/**
 * Where programs from Debian packages unpacked without root are stored, with a launcher for each.
 */
export const unpackedPrograms = (environment: NodeJS.ProcessEnv): string =>
  join(unpackedDirectory(environment), "bin");

const unpackedDirectory = (environment: NodeJS.ProcessEnv): string =>
  join(userCacheDirectory({ environment }), "debian-packages");

/**
 * Fetches Debian packages with their dependencies and unpacks them into the user's cache folder:
 * needs no root, changes nothing in the system, and runs no maintainer scripts. Throws TOOL_MISSING
 * when apt-get cannot fetch them.
 */
export async function aptUnpack(
  packages: readonly string[],
  { report, environment = process.env, statusFile = "/var/lib/dpkg/status" }: UnpackOptions,
): Promise<void> {
  const directory = unpackedDirectory(environment);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const work = mkdtempSync(join(directory, "apt-"));
  try {
    const archives = await fetchArchives(packages, work, statusFile, report);
    const root = join(work, "root");
    mkdirSync(root);
    for (const archive of archives) {
      report(`unpacking ${basename(archive)}`);
      await unpack(archive, root);
    }
    publish(root, directory, [...packages].sort().join("+"));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function fetchArchives(
  packages: readonly string[],
  work: string,
  statusFile: string,
  report: (line: string) => void,
): Promise<string[]> {
  const [lists, cache] = [join(work, "lists"), join(work, "cache")];
  for (const folder of [lists, join(cache, "archives", "partial")])
    mkdirSync(folder, { recursive: true });
  const own = {
    "Dir::State::lists": lists,
    "Dir::State::status": statusFile,
    "Dir::Cache": cache,
    "Dir::Log": work,
    "Debug::NoLocking": "1",
    "APT::Sandbox::User": "",
    "APT::Install-Recommends": "0",
  };
  const settings = Object.entries(own).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  const apt = (...args: string[]) =>
    run("apt-get", [...settings, "-q", ...args], { onLine: report });
  const updated = await apt("update");
  const fetched = await apt("install", "-y", "--download-only", ...packages);
  const archives = readdirSync(join(cache, "archives"))
    .filter((file) => file.endsWith(".deb"))
    .map((file) => join(cache, "archives", file));
  if (fetched.exitCode === 0 && archives.length > 0) return archives;
  throw new SeaworthyError(
    "TOOL_MISSING",
    `apt-get could not fetch ${packages.join(", ")}. Type: sudo apt-get install -y ${packages.join(" ")}\n${[...updated.tail, ...fetched.tail].slice(-10).join("\n")}`,
  );
}

async function unpack(archive: string, root: string): Promise<void> {
  const { exitCode, tail } = await run("dpkg-deb", ["-x", archive, root]);
  if (exitCode === 0) return;
  throw new SeaworthyError(
    "TOOL_MISSING",
    `${basename(archive)} could not be unpacked: ${tail.join(" ")}`,
  );
}

/** Atomic; then writes a launcher for each program, which finds the libraries next to it. */
function publish(root: string, directory: string, name: string): void {
  const target = join(directory, name);
  rmSync(target, { recursive: true, force: true });
  renameSync(root, target);
  const bin = join(directory, "bin");
  mkdirSync(bin, { recursive: true });
  const libraries = libraryFolders(target).join(":");
  for (const program of programsIn(target)) {
    const launcher = join(bin, basename(program));
    const part = `${launcher}.${process.pid}.part`;
    writeFileSync(part, launcherText(program, libraries));
    chmodSync(part, 0o755);
    renameSync(part, launcher);
  }
}

const launcherText = (program: string, libraries: string): string =>
  [
    "#!/bin/sh",
    `LD_LIBRARY_PATH=${quoted(libraries)}\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}`,
    "export LD_LIBRARY_PATH",
    `exec ${quoted(program)} "$@"`,
    "",
  ].join("\n");

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function programsIn(root: string): string[] {
  const postgres = entries(join(root, "usr/lib/postgresql")).map(
    (version) => `usr/lib/postgresql/${version}/bin`,
  );
  return ["bin", "usr/bin", "usr/sbin", ...postgres].flatMap((folder) =>
    entries(join(root, folder)).map((name) => join(root, folder, name)),
  );
}

/** Debian stores libraries in one folder per architecture. */
function libraryFolders(root: string): string[] {
  return ["lib", "usr/lib"].flatMap((folder) =>
    ["", ...entries(join(root, folder)).filter((name) => name.endsWith("-gnu"))].map((name) =>
      join(root, folder, name),
    ),
  );
}

const entries = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);
