import { resolve } from "node:path";
import { findProgram } from "@seaworthy/core/project";
import { ofType, type PlannedResource } from "../plan/resource.ts";
import { schemaOfFolder } from "./migrations/schema-of-migrations.ts";
import type { Schema } from "./schema.ts";

const known = new Map<string, Promise<Schema>>();

/**
 * The schema that the migrations of a stack make; undefined when it declares none. A folder is run
 * once in a process.
 *
 * @param from the folder that holds Pulumi.yaml.
 */
export async function schemaOfStack(
  resources: readonly PlannedResource[],
  from: string = findProgram(),
): Promise<Schema | undefined> {
  const folder = ofType(resources, "migrations")[0]?.props.directory;
  if (typeof folder !== "string") return undefined;
  const path = resolve(from, folder);
  const schema = known.get(path) ?? schemaOfFolder(from, folder);
  known.set(path, schema);
  return schema;
}
