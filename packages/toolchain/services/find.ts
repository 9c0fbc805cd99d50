import { accessSync, constants, readdirSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { hasErrno } from "@seaworthy/core/errors";
import { run } from "../run.ts";
import { isOlderThan } from "../versions.ts";
import { packagedPostgres } from "./packaged-postgres.ts";
import { type Service, type ServiceName, serviceNames, services } from "./table.ts";
import { unpackedPrograms } from "./unpacked.ts";

interface FoundService {
  readonly status: "ok" | "old";
  readonly version: string;
  readonly binDirectory: string;
  readonly program: string;
  readonly source: string;
}

export type ServiceFinding = FoundService | { readonly status: "missing" };

export type ServiceFindings = Readonly<Record<ServiceName, ServiceFinding>>;

/** Finds every service and asks each candidate for its version. Starts nothing. */
export async function findServices(
  environment: NodeJS.ProcessEnv = process.env,
): Promise<ServiceFindings> {
  const [postgres, pgbouncer, redis] = await Promise.all(
    serviceNames.map((name) => findServiceNamed(name, environment)),
  );
  const missing = { status: "missing" } as const;
  return {
    postgres: postgres ?? missing,
    pgbouncer: pgbouncer ?? missing,
    redis: redis ?? missing,
  };
}

/** From npm if packaged, otherwise from the machine. */
export async function findServiceNamed(
  name: ServiceName,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<ServiceFinding> {
  const packaged = name === "postgres" ? packagedPostgres() : undefined;
  if (packaged === undefined) return findService(services[name], environment);
  const binDirectory = join(packaged.directory, "bin");
  return {
    status: "ok",
    version: packaged.version,
    binDirectory,
    program: join(binDirectory, "postgres"),
    source: "npm package",
  };
}

/**
 * The first that is new enough, or the newest if `service.newest`; an old one only if there is no
 * other.
 */
export async function findService(
  service: Service,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<ServiceFinding> {
  const found: FoundService[] = [];
  for (const program of candidates(service, environment)) {
    const version = await versionOf(service, program);
    if (version === undefined || isTooNew(service, version)) continue;
    const status = isOlderThan(version, service.oldest) ? "old" : "ok";
    const finding = {
      status,
      version,
      program,
      binDirectory: dirname(program),
      source: sourceOf(program),
    } as const;
    if (status === "ok" && !service.newest) return finding;
    found.push(finding);
  }
  return best(service, found) ?? { status: "missing" };
}

/** The newest, of the programs that come first in the table. */
function best({ programs }: Service, found: readonly FoundService[]): FoundService | undefined {
  const ok = found.filter(({ status }) => status === "ok");
  const rank = ({ program }: FoundService) =>
    programs.findIndex(([name]) => name === basename(program));
  return (ok.length > 0 ? ok : found).reduce<FoundService | undefined>((chosen, other) => {
    if (chosen === undefined || rank(other) < rank(chosen)) return other;
    const isNewer = rank(other) === rank(chosen) && isOlderThan(chosen.version, other.version);
    return isNewer ? other : chosen;
  }, undefined);
}

function isTooNew({ before }: Service, version: string): boolean {
  return before !== undefined && !isOlderThan(version, before);
}

function candidates(service: Service, environment: NodeJS.ProcessEnv): string[] {
  const folders = [
    ...service.folders.filter((folder) => folder.includes("*")).flatMap(expand),
    ...(environment.PATH ?? "").split(delimiter),
    ...service.folders.filter((folder) => !folder.includes("*")),
    unpackedPrograms(environment),
  ];
  const unique = [...new Set(folders.filter((folder) => folder !== ""))];
  return unique.flatMap((folder) =>
    service.programs
      .filter((group) => group.every((program) => isProgram(join(folder, program))))
      .map(([first = ""]) => join(folder, first)),
  );
}

/** A pattern with a star → one path for each entry that ends in a number, highest first. */
function expand(pattern: string): string[] {
  const star = pattern.indexOf("*");
  const [parent, prefix] = [
    dirname(`${pattern.slice(0, star)}x`),
    pattern.slice(pattern.lastIndexOf("/", star) + 1, star),
  ];
  const numberOf = (name: string): number => Number(name.slice(prefix.length) || Number.NaN);
  return entries(parent)
    .filter((name) => name.startsWith(prefix) && numberOf(name) > 0)
    .sort((one, other) => numberOf(other) - numberOf(one))
    .map((name) => join(parent, name, pattern.slice(star + 2)));
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
    return false; // absent or not executable: in both cases not the program
  }
}

async function versionOf(service: Service, program: string): Promise<string | undefined> {
  const result = await run(program, ["--version"], { timeoutMs: 10_000 });
  return service.version.exec(result.stdout)?.[1];
}

function sourceOf(program: string): string {
  if (program.includes("/debian-packages/bin/")) return "unpacked Debian package";
  if (program.startsWith("/opt/homebrew/") || program.startsWith("/usr/local/opt/"))
    return "Homebrew";
  return /^\/usr\/(bin|sbin|lib)\//.test(program) ? "system package" : "PATH";
}
