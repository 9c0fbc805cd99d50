import type { PGlite } from "@electric-sql/pglite";
import { withAlwaysTrue } from "../always-true/always-true.ts";
import { openEngine } from "../engine/open.ts";
import type { Schema } from "../schema.ts";
import { catalogQueries } from "./queries.ts";
import type { Query } from "./query.ts";
import { relationQueries } from "./relations.ts";

/**
 * The part of a schema in PostgreSQL's catalog; only migrations tell which statement created what.
 */
export type Catalog = Omit<Schema, "source" | "steps" | "notRun">;

const queries: Readonly<Record<keyof Catalog, string>> = { ...relationQueries, ...catalogQueries };

/**
 * Reads a database's catalog, one query at a time, because it may be linted under traffic. It
 * changes only the session's search path, so that printed expressions name every schema.
 */
export async function readCatalog(query: Query): Promise<Catalog> {
  await query("select pg_catalog.set_config('search_path', 'pg_catalog', false)");
  const storage = await query(
    "select pg_catalog.to_regclass('storage.buckets') is not null as has",
  );
  const parts: [string, unknown][] = [];
  for (const [part, sql] of Object.entries(queries)) {
    const skip = part === "buckets" && storage[0]?.has !== true;
    parts.push([part, skip ? [] : (await query(sql)).map(({ item }) => item)]);
  }
  return Object.fromEntries(parts) as unknown as Catalog;
}

/**
 * A live database's schema. Expressions of its policies are evaluated in a database in this
 * process, never in the live one.
 */
export async function readDatabase(query: Query): Promise<Schema> {
  const engine = await openEngine("");
  try {
    return await readDatabaseWith(engine, query);
  } finally {
    await engine.close();
  }
}

/** @param engine a new one; it can be used for several databases. */
export async function readDatabaseWith(engine: PGlite, query: Query): Promise<Schema> {
  const judged = await withAlwaysTrue(engine, await readCatalog(query));
  return { source: "database", ...judged, steps: [], notRun: [] };
}
