import { poolerUsers } from "../database/pooler-ini.ts";
import { statusOf } from "./area-projects.ts";
import { effectivePooler, type Project } from "./project.ts";
import type { Projects } from "./projects.ts";

/**
 * A project as `seaworthy status` and the console show it. Everything that holds a password is
 * under `secrets`.
 */
export async function describeProject(projects: Projects, project: Project) {
  const { database } = await projects.open(project.ref);
  const { direct, pooler } = database.ports;
  const { passwords } = project;
  return {
    ref: project.ref,
    name: project.name,
    status: await statusOf(projects, project),
    directUrl: url(direct, "postgres"),
    poolerUrl: url(pooler, "postgres"),
    pooler: effectivePooler(project),
    ports: database.ports,
    secrets: {
      directUrl: url(direct, "postgres", passwords.postgres),
      poolerUrl: url(pooler, "postgres", passwords.postgres),
      poolerConsoleUrl: url(pooler, poolerUsers.admin, passwords.poolerAdmin, "pgbouncer"),
      poolerStatsUrl: url(pooler, poolerUsers.stats, passwords.poolerStats, "pgbouncer"),
    },
  };
}

function url(port: number, user: string, password?: string, database = "postgres"): string {
  const login = password === undefined ? user : `${user}:${encodeURIComponent(password)}`;
  return `postgresql://${login}@127.0.0.1:${port}/${database}`;
}
