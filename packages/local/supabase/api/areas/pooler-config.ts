import { z } from "zod";
import { poolerDefaults, poolModes } from "../../database/pooler/pgbouncer-ini.ts";
import { readBody } from "../answers.ts";
import { effectivePooler, type Project } from "../project.ts";
import type { OpenProject } from "../projects.ts";
import type { Area } from "./area.ts";

const patchBody = z.strictObject({
  // 0 is in the API's range, but such a pool would serve no clients.
  default_pool_size: z.int().min(1).max(3000).nullable().optional(),
  pool_mode: z.enum(poolModes).optional(),
});

/** Size and mode of the running PgBouncer, under both of the API's names for them. */
export const poolerConfigArea: Area = {
  parity: [
    {
      what: "PATCH /v1/projects/{ref}/config/database/pooler",
      level: "enforced",
      note: "PgBouncer reloads; no client is disconnected",
    },
    {
      what: "PATCH /v1/projects/{ref}/config/database/pooler default_pool_size: 0",
      level: "refused",
      note: "such a pool could serve no client",
    },
    { what: "GET /v1/projects/{ref}/config/database/pooler", level: "enforced" },
    {
      what: "GET /v1/projects/{ref}/config/database/pgbouncer",
      level: "enforced",
      note: "read from PgBouncer's console",
    },
  ],
  mount: (app, projects) => {
    const path = "/v1/projects/:ref/config/database/pooler";
    app.get(path, async (context) =>
      context.json([poolerAnswer(await projects.open(context.req.param("ref")))]),
    );
    app.patch(path, async (context) => {
      const ref = projects.get(context.req.param("ref")).ref;
      const { default_pool_size: size, pool_mode: mode } = await readBody(context, patchBody);
      const { pooler } = await projects.change(
        ref,
        (before) => ({
          ...before,
          pooler: {
            mode: mode ?? before.pooler.mode,
            size: size === undefined ? before.pooler.size : size,
          },
        }),
        ({ project, database }) => database.applyPooler(effectivePooler(project)),
      );
      return context.json({ default_pool_size: pooler.size, pool_mode: pooler.mode });
    });
    app.get("/v1/projects/:ref/config/database/pgbouncer", async (context) => {
      const open = await projects.open(context.req.param("ref"));
      return context.json({
        ...(await liveConfig(open)),
        connection_string: connectionString("postgres", open.database.ports.pgbouncer),
      });
    });
  },
};

function poolerAnswer(open: OpenProject) {
  const { project, database } = open;
  return {
    identifier: project.ref,
    database_type: "PRIMARY",
    is_using_scram_auth: true,
    db_user: `postgres.${project.ref}`,
    db_host: "127.0.0.1",
    db_port: database.ports.pooler,
    db_name: "postgres",
    connection_string: pooledConnectionString(open),
    connectionString: pooledConnectionString(open),
    default_pool_size: project.pooler.size,
    max_client_conn: poolerDefaults.maxClientConn,
    pool_mode: project.pooler.mode,
  };
}

/** With the placeholder that the API uses instead of the password. */
function connectionString(user: string, port: number): string {
  return `postgresql://${user}:[YOUR-PASSWORD]@127.0.0.1:${port}/postgres`;
}

function pooledConnectionString({ project, database }: OpenProject): string {
  return connectionString(`postgres.${project.ref}`, database.ports.pooler);
}

const textFields = ["pool_mode", "ignore_startup_parameters"] as const satisfies readonly string[];
const numberFields = [
  "default_pool_size",
  "max_client_conn",
  "server_idle_timeout",
  "server_lifetime",
  "query_wait_timeout",
  "reserve_pool_size",
] as const;

async function liveConfig({
  database,
}: {
  project: Project;
  database: OpenProject["database"];
}): Promise<Record<string, string | number>> {
  const values = new Map(
    (await database.showPooler("CONFIG")).map((row) => [String(row.key), String(row.value)]),
  );
  const texts = textFields.map((name) => [name, values.get(name) ?? ""]);
  const numbers = numberFields.map((name) => [name, Number(values.get(name))]);
  return Object.fromEntries([...texts, ...numbers]);
}
