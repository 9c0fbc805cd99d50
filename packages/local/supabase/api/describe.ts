import { poolerUsers } from "../database/pooler/pgbouncer-ini.ts";
import { statusOf } from "./areas/projects.ts";
import { effectivePooler, type Project } from "./project.ts";
import type { Projects } from "./projects.ts";

/**
 * A project as `seaworthy status` and the console show it. Everything that contains a password is
 * under `secrets`.
 */
export async function describeProject(projects: Projects, project: Project) {
  const { database } = await projects.open(project.ref);
  const { direct, pooler, pgbouncer } = database.ports;
  const { passwords, ref } = project;
  const { mode, size } = effectivePooler(project);
  const tls = project.sslEnforced ? "?sslmode=require" : "";
  const pooled = `postgres.${ref}`;
  return {
    ref,
    name: project.name,
    status: await statusOf(projects, project),
    directUrl: url(direct, "postgres") + tls,
    poolerUrl: url(pooler, pooled) + tls,
    authorityFile: database.authorityFile,
    pooler: { mode, size },
    ports: database.ports,
    secrets: {
      directUrl: url(direct, "postgres", passwords.postgres) + tls,
      poolerUrl: url(pooler, pooled, passwords.postgres) + tls,
      poolerConsoleUrl: url(pgbouncer, poolerUsers.admin, passwords.poolerAdmin, "pgbouncer") + tls,
      poolerStatsUrl: url(pgbouncer, poolerUsers.stats, passwords.poolerStats, "pgbouncer") + tls,
    },
  };
}

function url(port: number, user: string, password?: string, database = "postgres"): string {
  const login = password === undefined ? user : `${user}:${encodeURIComponent(password)}`;
  return `postgresql://${login}@127.0.0.1:${port}/${database}`;
}
