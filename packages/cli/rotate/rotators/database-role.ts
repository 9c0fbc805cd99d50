import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import postgres from "postgres";
import type { Access, Rotator } from "../rotator.ts";
import { type Slot, secretIn } from "../stack-state.ts";

const connectSeconds = 10;
/**
 * SQLSTATE of a wrong password and of a role that may not log in; PgBouncer says the first for
 * both.
 */
const refusals = new Set(["28P01", "28000", "08P01"]);

/**
 * Two logins under one role. The Worker's Hyperdrive of that slot logs in through the pooler, and
 * so does this.
 */
export const databaseRole: Rotator = {
  name: "database-role",
  consumers: ["the Worker, through Hyperdrive and the pooler"],
  acceptedBy: "vendor",
  present: (state, slot) => secretIn(state.credentials["database-role"], slot),
  accepts: async (access, password, slot) => {
    const pooler = access.state.resource("database-pooler").outputs;
    const username = `${loginName(slot)}${String(pooler.usernameSuffix ?? "")}`;
    const sql = connect({
      host: String(pooler.host),
      port: Number(pooler.port),
      database: String(pooler.database),
      username,
      password,
    });
    try {
      await sql`select 1`;
      return true;
    } catch (thrown) {
      if (thrown instanceof postgres.PostgresError && refusals.has(thrown.code)) return false;
      throw new SeaworthyError(
        "DATABASE_UNREACHABLE",
        `The pooler did not answer ${username}: ${messageOf(thrown)}`,
        { retryable: true },
      );
    } finally {
      await sql.end({ timeout: 1 });
    }
  },
  usersOf: async ({ state }: Access, slot, windowMs) => {
    const sql = connect(urlParts(state.output("databaseUrls.direct")));
    try {
      // By the server's clock. The pooler keeps idle connections: they are no traffic.
      const rows = await sql<{ application: string; client: string | null }[]>`
        select distinct coalesce(nullif(application_name, ''), 'unnamed') as application, host(client_addr) as client from pg_stat_activity
        where usename = ${loginName(slot)} and (state <> 'idle' or state_change > now() - ${windowMs} * interval '1 millisecond')`;
      return rows.map(
        ({ application, client }) =>
          `session of ${loginName(slot)}: ${application} from ${client ?? "the server"}`,
      );
    } finally {
      await sql.end({ timeout: 1 });
    }
  },
};

const loginName = (slot: Slot) => `app_worker_${slot}`;

interface Login {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly username: string;
  readonly password: string;
}

function connect(login: Login): postgres.Sql {
  const ssl = ["127.0.0.1", "localhost", "::1"].includes(login.host) ? false : "require";
  return postgres({
    ...login,
    ssl,
    max: 1,
    prepare: false,
    fetch_types: false,
    connect_timeout: connectSeconds,
    onnotice: () => {},
  });
}

function urlParts(url: string): Login {
  const { hostname, port, pathname, username, password } = new URL(url);
  return {
    host: hostname,
    port: Number(port || 5432),
    database: pathname.slice(1),
    username,
    password: decodeURIComponent(password),
  };
}
