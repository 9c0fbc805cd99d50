import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { Values } from "@seaworthy/plugins/kit/values";
import { withDatabase } from "@seaworthy/plugins/seaworthy/database/access";
import { runMigrations } from "@seaworthy/plugins/seaworthy/database/migrate";
import { readMigrations } from "@seaworthy/plugins/seaworthy/database/migration-files";
import { readPrelude } from "@seaworthy/readiness/database/prelude/prelude";
import type { Client } from "pg";
import type { MigratedDatabase } from "../../migrate/databases.ts";
import type { Context } from "../context.ts";
import { atDatabase } from "./owner.ts";

const prefix = "seaworthy_verify_";
/** A later run removes what a killed run left behind. */
const leftOverHours = 1;

/**
 * An empty database next to the stack's own, on the same server, with what Supabase gives every
 * project. Dropped when the experiment ends.
 */
export async function scratchDatabase(
  context: Context,
  { access, sources }: MigratedDatabase,
): Promise<Values> {
  const name = `${prefix}${Math.floor(Date.now() / 1000)}_${randomBytes(4).toString("hex")}`;
  context.cleanUp(() => withDatabase(access, (client) => drop(client, name)));
  const extensions = await withDatabase(access, async (client) => {
    await dropLeftOvers(client);
    await client.query(`create database ${client.escapeIdentifier(name)} template template0`);
    await client.query(
      `alter database ${client.escapeIdentifier(name)} set search_path = "$user", public, extensions`,
    );
    return extensionsOf(client);
  });
  const scratch = atDatabase(access, name);
  const texts = readMigrations(sources).map(({ path }) => readFileSync(path, "utf8"));
  await withDatabase(scratch, async (client) => {
    await prepare(client, extensions);
    if (texts.some((text) => /\b(storage|realtime)\./.test(text)))
      await client.query(preludeOfOwner("storage"));
  });
  return scratch;
}

/** The same, with all migrations applied: the schema that the stack declares. */
export async function migratedScratch(
  context: Context,
  database: MigratedDatabase,
): Promise<Values> {
  const scratch = await scratchDatabase(context, database);
  await withDatabase(scratch, (client) =>
    runMigrations(client, database.sources, { direction: "up" }),
  );
  return scratch;
}

interface Extension {
  readonly name: string;
  readonly schema: string;
}

async function extensionsOf(client: Client): Promise<readonly Extension[]> {
  const { rows } = await client.query<Extension>(
    `select e.extname as name, n.nspname as schema from pg_extension e
     join pg_namespace n on n.oid = e.extnamespace where e.extname <> 'plpgsql' order by 1`,
  );
  return rows;
}

/**
 * Schemas belong to the login that creates them: it may not assign them to Supabase's own roles.
 */
const preludeOfOwner = (name: "auth" | "storage"): string =>
  readPrelude(name)
    .replaceAll(/ authorization \w+/g, "")
    .replaceAll(/^(?:alter \w+ .* owner to \w+|(?:re)?set role(?: \w+)?);$/gm, "");

/**
 * With the owner's privileges: objects that only a superuser can create are not needed to try a
 * schema.
 */
async function prepare(client: Client, extensions: readonly Extension[]): Promise<void> {
  const schemas = new Set(["extensions", ...extensions.map(({ schema }) => schema)]);
  for (const schema of schemas)
    await client.query(`create schema if not exists ${client.escapeIdentifier(schema)}`);
  for (const { name, schema } of extensions)
    await client
      .query(
        `create extension ${client.escapeIdentifier(name)} with schema ${client.escapeIdentifier(schema)}`,
      )
      .catch(skipRefused);
  await client.query(readPrelude("scratch"));
  await client.query(preludeOfOwner("auth"));
}

/** SQLSTATE: insufficient privilege, and an extension that the server does not offer. */
const refusals = ["42501", "0A000", "58P01"];

function skipRefused(thrown: unknown): void {
  const code = typeof thrown === "object" && thrown !== null && "code" in thrown ? thrown.code : "";
  if (refusals.includes(String(code))) return;
  throw new SeaworthyError("DATABASE_UNREACHABLE", "The scratch database was not made.", {
    cause: thrown,
  });
}

async function dropLeftOvers(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    "select datname as name from pg_database where starts_with(datname, $1)",
    [prefix],
  );
  const oldest = Date.now() / 1000 - leftOverHours * 3600;
  for (const { name } of rows)
    if (Number(name.slice(prefix.length).split("_")[0]) < oldest) await drop(client, name);
}

const drop = (client: Client, name: string) =>
  client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`);
