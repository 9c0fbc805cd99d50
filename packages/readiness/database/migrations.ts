import { resolve } from "node:path";
import { findProgram } from "@seaworthy/core/project";
import { ofType, type PlannedResource } from "../plan/resource.ts";
import { buildSchema } from "./build.ts";
import type { Schema } from "./schema.ts";
import { readMigrations } from "./statements.ts";

const known = new Map<string, Promise<Schema>>();

/**
 * The schema that the migrations of a stack make; undefined when it declares none. Files are read
 * once in a process.
 */
export async function schemaOfStack(
  resources: readonly PlannedResource[],
  from: string = findProgram(),
): Promise<Schema | undefined> {
  const folder = ofType(resources, "migrations")[0]?.props.directory;
  if (typeof folder !== "string") return undefined;
  const path = resolve(from, folder);
  const schema = known.get(path) ?? schemaOfMigrations(folder, from);
  known.set(path, schema);
  return schema;
}

/** @param folder relative to the folder that holds Pulumi.yaml. */
export const schemaOfMigrations = async (
  folder: string,
  from: string = findProgram(),
): Promise<Schema> => buildSchema(await readMigrations(from, folder));
