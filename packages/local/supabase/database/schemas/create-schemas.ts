import { readFileSync } from "node:fs";
import type { Sql, TransactionSql } from "postgres";
import { suppliedScript } from "../extensions/extension-files.ts";

const read = (name: string) => readFileSync(new URL(`${name}.sql`, import.meta.url), "utf8");
const schemas = ["roles", "auth", "storage", "realtime", "functions"].map(read);
const guard = read("guard");

/** Roles, schemas and extensions that a project has before its first migration; atomic. */
export async function createSchemas(sql: Sql): Promise<void> {
  const created = await sql`select 1 from pg_roles where rolname = 'postgres'`;
  if (created.length > 0) return;
  await sql.begin(async (transaction) => {
    for (const schema of schemas) await transaction.unsafe(schema);
    await createVault(transaction);
    await transaction.unsafe(guard);
  });
}

/** If PostgreSQL lacks the extension's files, its objects are created directly. */
async function createVault(sql: TransactionSql): Promise<void> {
  const available = await sql`select 1 from pg_available_extensions where name = 'supabase_vault'`;
  await sql.unsafe(
    available.length > 0
      ? "create extension supabase_vault with schema vault"
      : suppliedScript("supabase_vault"),
  );
}
