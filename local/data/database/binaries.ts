import { accessSync, constants, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { hasErrno, SeaworthyError } from "@seaworthy/core/errors.ts";

/** Where the programs of PostgreSQL and PgBouncer are. */
export interface DatabaseBinaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly pgbouncer: string;
}

/** Debian keeps the servers off PATH, one folder a major version; Homebrew too, one keg a version. */
const versionedFolders = [
  { parent: "/usr/lib/postgresql", pattern: /^(\d+)$/ },
  { parent: "/opt/homebrew/opt", pattern: /^postgresql@(\d+)$/ },
  { parent: "/usr/local/opt", pattern: /^postgresql@(\d+)$/ },
];

const oldestMajor = 15;

/** The newest PostgreSQL that is installed (15 or later), and PgBouncer. Throws TOOL_MISSING with what to type. */
export function findDatabaseBinaries(path: string = process.env.PATH ?? ""): DatabaseBinaries {
  const onPath = path.split(delimiter).filter((folder) => folder !== "");
  const servers = [...installedVersions(), ...onPath].find(
    (folder) => isProgram(join(folder, "initdb")) && isProgram(join(folder, "postgres")),
  );
  const pooler = [...onPath, "/usr/sbin", "/opt/homebrew/bin", "/usr/local/bin"].find((folder) => isProgram(join(folder, "pgbouncer")));
  if (servers === undefined) throw missing("PostgreSQL 15 or later", "apt-get install postgresql", "brew install postgresql@17");
  if (pooler === undefined) throw missing("PgBouncer 1.18 or later", "apt-get install pgbouncer", "brew install pgbouncer");
  return { postgres: join(servers, "postgres"), initdb: join(servers, "initdb"), pgbouncer: join(pooler, "pgbouncer") };
}

/** Folders with programs, newest version first. */
function installedVersions(): string[] {
  return versionedFolders
    .flatMap(({ parent, pattern }) =>
      entries(parent).map((name) => ({ folder: join(parent, name, "bin"), major: Number(pattern.exec(name)?.[1]) })),
    )
    .filter(({ major }) => major >= oldestMajor)
    .sort((one, other) => other.major - one.major)
    .map(({ folder }) => folder);
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (thrown) {
    if (hasErrno(thrown, "ENOENT", "ENOTDIR", "EACCES")) return [];
    throw thrown;
  }
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // absent or not executable: either way not the program
  }
}

function missing(what: string, debian: string, homebrew: string): SeaworthyError {
  return new SeaworthyError(
    "TOOL_MISSING",
    `${what} is not installed. Type "${debian}" on Debian or Ubuntu, "${homebrew}" on macOS, or run npm start.`,
  );
}
