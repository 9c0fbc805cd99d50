import { resolve } from "node:path";
import { findProgram } from "@seaworthy/core/project";
import { ofType, type PlannedResource } from "../plan/resource.ts";
import type { PlannedValue } from "../plan/value.ts";
import { type DeclaredRole, schemaOfFolders } from "./migrations/schema-of-migrations.ts";
import { isPlatformRole } from "./platform-roles.ts";
import type { Schema } from "./schema.ts";

const known = new Map<string, Promise<Schema>>();

/**
 * The schema that a stack's migrations create; undefined when it declares none. A folder is run
 * once per process.
 *
 * @param from the folder that contains Pulumi.yaml.
 */
export async function schemaOfStack(
  resources: readonly PlannedResource[],
  from: string = findProgram(),
): Promise<Schema | undefined> {
  const props = ofType(resources, "migrations")[0]?.props;
  if (typeof props?.directory !== "string") return undefined;
  const folders = [...directoriesOf(props.sources), props.directory];
  const roles = rolesOf(resources);
  const key = JSON.stringify([folders.map((folder) => resolve(from, folder)), roles]);
  const schema = known.get(key) ?? schemaOfFolders(from, folders, { roles });
  known.set(key, schema);
  return schema;
}

/** Roles that the program creates before it migrates, except those whose name is not known yet. */
function rolesOf(resources: readonly PlannedResource[]): readonly DeclaredRole[] {
  return ofType(resources, "databaseRole").flatMap(({ props: { name, memberOf } }) =>
    typeof name === "string" && !isPlatformRole(name)
      ? [{ name, memberOf: Array.isArray(memberOf) ? memberOf.map(String) : [] }]
      : [],
  );
}

/** Migration folders besides the stack's own: the platform's, its modules'. */
function directoriesOf(sources: PlannedValue): string[] {
  const list: readonly PlannedValue[] = Array.isArray(sources) ? sources : [];
  return list.flatMap((source) =>
    typeof source === "object" &&
    source !== null &&
    "directory" in source &&
    typeof source.directory === "string"
      ? [source.directory]
      : [],
  );
}
