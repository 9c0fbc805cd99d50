import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import postgres from "postgres";
import { migrationsAt } from "../../stack/owner-login.ts";
import { credentialIn, type StackState, secretIn } from "../stack/stack-state.ts";
import type { Access, Rotator } from "./rotator.ts";

const connectSeconds = 10;
/**
 * SQLSTATEs for a wrong password and for a role that may not log in; PgBouncer reports the first
 * for both.
 */
const refusals = new Set(["28P01", "28000", "08P01"]);

/** The two logins, and the resources that tell how to reach them. */
export interface DatabaseLogins {
  /** URN. */
  readonly pooler: string;
  /** URN. */
  readonly migrations: string;
  readonly logins: Readonly<Record<"a" | "b", string>>;
}

/**
 * Two logins under one role. Connects through the pooler, like the Worker's Hyperdrive for that
 * slot.
 */
export const databaseLogin = (
  name: string,
  { pooler, migrations, logins }: DatabaseLogins,
): Rotator => ({
  name,
  acceptedBy: "vendor",
  present: (state, slot) => secretIn(credentialIn(state, name), slot),
  accepts: async ({ state }, password, slot) =>
    letsIn({ ...addressOf(state, pooler, logins[slot]), password }),
  usersOf: async ({ state }: Access, slot, windowMs) => {
    const sql = connect(ownerOf(state, migrations));
    try {
      // By the server's clock. The pooler's idle connections do not count as traffic.
      const rows = await sql<{ application: string; client: string | null }[]>`
        select distinct coalesce(nullif(application_name, ''), 'unnamed') as application, host(client_addr) as client from pg_stat_activity
        where usename = ${logins[slot]} and (state <> 'idle' or state_change > now() - ${windowMs} * interval '1 millisecond')`;
      return rows.map(
        ({ application, client }) =>
          `session of ${logins[slot]}: ${application} from ${client ?? "the server"}`,
      );
    } finally {
      await sql.end({ timeout: 1 });
    }
  },
});

function addressOf(state: StackState, urn: string, login: string): Omit<Login, "password"> {
  const { host, port, database, usernameSuffix } = state.resource(urn).outputs;
  return {
    host: String(host),
    port: Number(port),
    database: String(database),
    username: `${login}${String(usernameSuffix ?? "")}`,
  };
}

async function letsIn(login: Login): Promise<boolean> {
  const sql = connect(login);
  try {
    await sql`select 1`;
    return true;
  } catch (thrown) {
    if (thrown instanceof postgres.PostgresError && refusals.has(thrown.code)) return false;
    throw new SeaworthyError(
      "DATABASE_UNREACHABLE",
      `The pooler did not accept ${login.username}: ${messageOf(thrown)}`,
      { retryable: true },
    );
  } finally {
    await sql.end({ timeout: 1 });
  }
}

interface Login {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly username: string;
  readonly password: string;
}

function connect(login: Login): postgres.Sql {
  return postgres({
    ...login,
    ssl: "require",
    max: 1,
    prepare: false,
    fetch_types: false,
    connect_timeout: connectSeconds,
    onnotice: () => {},
  });
}

function ownerOf(state: StackState, urn: string): Login {
  const { host, database, adminUser, adminPassword } = migrationsAt(state, urn);
  const { hostname, port } = new URL(`postgresql://${host}`);
  return {
    host: hostname,
    port: Number(port || 5432),
    database,
    username: adminUser,
    password: adminPassword,
  };
}
