import { SeaworthyError } from "@seaworthy/core/errors";
import type { Context } from "hono";
import type { DatabaseHealth } from "../../database/database.ts";
import type { Area } from "./area.ts";

/** Each service of the API and the real server behind it. */
const services = {
  db: (health) => health.server,
  db_postgres_user: (health) => health.postgresLogin,
  pg_bouncer: (health) => health.pooler,
  pooler: (health) => health.pooler,
  // These have no server here; all they depend on is the database.
  auth: (health) => health.server,
  realtime: (health) => health.server,
  rest: (health) => health.server,
  storage: (health) => health.server,
} satisfies Record<string, (health: DatabaseHealth) => boolean>;

type Service = keyof typeof services;

export const healthArea: Area = {
  parity: [
    {
      what: "GET /v1/projects/{ref}/health db, db_postgres_user, pg_bouncer, pooler",
      level: "enforced",
      note: "a query on the real server",
    },
    {
      what: "GET /v1/projects/{ref}/health auth, realtime, rest, storage",
      level: "accepted",
      note: "no such server is running; reports the database's health",
    },
  ],
  mount: (app, projects) => {
    app.get("/v1/projects/:ref/health", async (context) => {
      const { project, database } = await projects.open(context.req.param("ref"));
      const asked = askedServices(context);
      const health = await database.health(project.passwords.postgres);
      const down = project.phase === "creating" ? "COMING_UP" : "UNHEALTHY";
      return context.json(
        asked.map((name) => {
          const healthy = services[name](health);
          return { name, healthy, status: healthy ? "ACTIVE_HEALTHY" : down };
        }),
      );
    });
  },
};

/**
 * `services=db&services=auth` as the providers send it, or `services=db,auth` as the official
 * client does.
 */
function askedServices(context: Context): Service[] {
  const asked = (context.req.queries("services") ?? []).flatMap((text) => text.split(","));
  const unknown = asked.find((name) => !Object.hasOwn(services, name));
  if (asked.length === 0 || unknown !== undefined) {
    const reason = unknown === undefined ? "Required" : `${unknown} is no service`;
    throw new SeaworthyError(
      "INPUT_INVALID",
      `services: ${reason}; expected one or more of ${Object.keys(services).join(", ")}`,
    );
  }
  return asked as Service[];
}
