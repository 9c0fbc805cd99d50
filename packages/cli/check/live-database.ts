import { messageOf, SeaworthyError } from "@seaworthy/core/errors";
import { readDatabase } from "@seaworthy/readiness/database/catalog/read-catalog";
import type { Schema } from "@seaworthy/readiness/database/schema";
import postgres from "postgres";

const connectTimeoutSeconds = 10;
const statementTimeoutMs = 15_000;

/**
 * A database's current schema. Reads its catalogue in read-only transactions, one statement at a
 * time. Throws DATABASE_UNREACHABLE.
 */
export async function readLiveDatabase(url: string): Promise<Schema> {
  const sql = connect(url);
  try {
    return await readDatabase((statement) => sql.unsafe(statement));
  } catch (cause) {
    throw new SeaworthyError(
      "DATABASE_UNREACHABLE",
      `The database of SEAWORTHY_DATABASE_URL could not be read: ${messageOf(cause)}`,
      {
        cause,
      },
    );
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** An invalid URL is rejected without printing it: it may contain a password. */
function connect(url: string): postgres.Sql {
  try {
    return postgres(url, {
      max: 1,
      prepare: false,
      fetch_types: false,
      onnotice: () => {},
      connect_timeout: connectTimeoutSeconds,
      connection: {
        application_name: "seaworthy check",
        default_transaction_read_only: true,
        statement_timeout: statementTimeoutMs,
      },
    });
  } catch {
    throw new SeaworthyError(
      "DATABASE_UNREACHABLE",
      "SEAWORTHY_DATABASE_URL is not a connection URL: postgresql://user:password@host:port/database",
    );
  }
}
