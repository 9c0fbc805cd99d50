import { resolve } from "node:path";
import { findProgram } from "@seaworthy/core/project";
import { ofType, type PlannedResource } from "../plan/resource.ts";
import { type DeclaredRole, schemaOfFolder } from "./migrations/schema-of-migrations.ts";
import { isPlatformRole } from "./platform-roles.ts";
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
  const roles = rolesOf(resources);
  const key = JSON.stringify([resolve(from, folder), roles]);
  const schema = known.get(key) ?? schemaOfFolder(from, folder, { roles });
  known.set(key, schema);
  return schema;
}

/** Roles that the program makes before it migrates; one whose name is not known yet is left out. */
function rolesOf(resources: readonly PlannedResource[]): readonly DeclaredRole[] {
  return ofType(resources, "databaseRole").flatMap(({ props: { name, memberOf } }) =>
    typeof name === "string" && !isPlatformRole(name)
      ? [{ name, memberOf: Array.isArray(memberOf) ? memberOf.map(String) : [] }]
      : [],
  );
}
