import { spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import type { Values } from "@seaworthy/plugins/kit/values";
import { clientConfig } from "@seaworthy/plugins/seaworthy/database/access";

/** The psql on PATH. */
export function findPsql(path = process.env.PATH ?? ""): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, "psql"))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // missing or not executable
  }
}

/**
 * Runs psql on this terminal and returns its exit code. The password is only in its environment.
 */
export async function runPsql(
  program: string,
  access: Values,
  args: readonly string[],
  readOnly: boolean,
): Promise<number> {
  const ignore = () => undefined;
  // Ctrl-C cancels psql's query; it must not end this process before psql.
  process.on("SIGINT", ignore);
  try {
    const child = spawn(program, args, {
      stdio: "inherit",
      env: { ...process.env, ...psqlEnvironment(access, readOnly) },
    });
    const [code] = (await once(child, "exit")) as [number | null];
    return code ?? 1;
  } finally {
    process.off("SIGINT", ignore);
  }
}

/** libpq's variables. Secret: PGPASSWORD. */
export function psqlEnvironment(access: Values, readOnly: boolean): Record<string, string> {
  const { host, port, database, user, password, ssl } = clientConfig(access);
  const verified = typeof ssl === "object" && ssl.rejectUnauthorized === true;
  return {
    PGHOST: String(host),
    PGPORT: String(port),
    PGDATABASE: String(database),
    PGUSER: String(user),
    PGPASSWORD: String(password),
    PGAPPNAME: "seaworthy",
    PGSSLMODE: ssl === false ? "prefer" : verified ? "verify-full" : "require",
    ...(readOnly ? { PGOPTIONS: "-c default_transaction_read_only=on" } : {}),
  };
}
