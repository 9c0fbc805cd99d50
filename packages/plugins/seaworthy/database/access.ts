import { readFileSync } from "node:fs";
import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import type { Client, ClientConfig } from "pg";
import type { Values } from "../../kit/values.ts";

const loopback = new Set(["127.0.0.1", "localhost", "::1"]);
const connectTimeoutMs = 15_000;

/** For drivers that open connections themselves. */
export function clientConfig(access: Values): ClientConfig {
  const [host = "", port = "5432"] = String(access.host).split(":");
  return {
    host,
    port: Number(port),
    database: String(access.database),
    user: String(access.adminUser),
    password: passwordOf(access),
    application_name: "seaworthy",
    connectionTimeoutMillis: connectTimeoutMs,
    ssl: tls(loopback.has(host) ? undefined : process.env.PGSSLROOTCERT),
  };
}

/** Runs work on a new connection. Throws DATABASE_UNREACHABLE, without the password. */
export async function withDatabase<T>(
  access: Values,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const { default: pg } = await import("pg");
  const client = new pg.Client(clientConfig(access));
  let lost: unknown;
  // Without a listener, Node ends the process when the server drops an idle connection.
  client.on("error", (cause) => {
    lost = cause;
  });
  await client.connect().catch((cause: unknown) => {
    throw unreachable(access, cause);
  });
  try {
    return await work(client);
  } catch (thrown) {
    throw lost === undefined ? thrown : unreachable(access, lost);
  } finally {
    await client.end();
  }
}

export function unreachable({ host, database, adminUser }: Values, cause: unknown): SeaworthyError {
  return new SeaworthyError(
    "DATABASE_UNREACHABLE",
    `Database ${String(database)} at ${String(host)} rejected ${String(adminUser)}: ${messageOf(cause)}. Check host, adminUser and adminPassword, and that the project is not paused.`,
    { cause },
  );
}

/**
 * Always encrypted, even on loopback: a project may enforce it. Verified against PGSSLROOTCERT if
 * set (Supabase uses its own authority).
 */
function tls(rootCertificate: string | undefined): ClientConfig["ssl"] {
  return rootCertificate
    ? { ca: readFileSync(rootCertificate, "utf8"), rejectUnauthorized: true }
    : { rejectUnauthorized: false };
}

function passwordOf({ adminPassword }: Values): string {
  const password = typeof adminPassword === "string" ? adminPassword : process.env.PGPASSWORD;
  if (password) return password;
  throw new SeaworthyError(
    "CONFIG_INVALID",
    "The database password is missing; for an import, set PGPASSWORD.",
  );
}
