import type { Values } from "@seaworthy/plugins/kit/values";
import { allDatabasesIn, type MigratedDatabase } from "../../migrate/databases.ts";
import type { Context } from "../context.ts";
import type { Observation } from "../experiment.ts";

/** The stack's databases, each with the login that owns its schema. */
export function databasesFor(context: Context): readonly MigratedDatabase[] {
  context.declared("migrations");
  return allDatabasesIn(context.state);
}

/** One database after the other. */
export async function tryEachDatabase(
  context: Context,
  tryOne: (context: Context, database: MigratedDatabase) => Promise<readonly Observation[]>,
): Promise<readonly Observation[]> {
  const observations: Observation[] = [];
  for (const database of databasesFor(context))
    observations.push(...(await tryOne(context, database)));
  return observations;
}

/** The same login at another database of the server. */
export const atDatabase = (access: Values, database: string): Values => ({ ...access, database });
