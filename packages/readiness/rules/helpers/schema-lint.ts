import type { Grant, Named, Schema, Table } from "../../database/schema.ts";
import { ofType, type PlannedResource } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { type Context, type Facts, type Finding, notKnown, type Rule } from "../rule.ts";
import { read } from "./checks.ts";

/** Something in the schema that is not as it should be. */
export interface Flaw {
  readonly at: Named;
  readonly message: string;
}

/** Roles that anybody may take on through the API: with no token, or with any. */
export const callerRoles = ["anon", "authenticated", "public"];

/** The part of a schema that the API shows. */
export interface Exposed {
  readonly schemas: ReadonlySet<string>;
  readonly tables: readonly Table[];
}

/**
 * A rule's judgement over the database's schema: which schemas are exposed comes from the project's
 * settings.
 */
export function lint(find: (schema: Schema, exposed: Exposed) => readonly Flaw[]): Rule["judge"] {
  return (resources: readonly PlannedResource[], { schema }: Context | Facts) => {
    const [about] = ofType(resources, "migrations");
    const [settings] = ofType(resources, "supabaseSettings");
    const declared = settings === undefined ? undefined : read(settings, "api.db_schema");
    if (schema === undefined) return [];
    if (settings !== undefined && isUnknown(declared)) return [notKnown("api", settings)];
    // A project that does not say is Supabase's default, hence never nothing.
    const names =
      typeof declared === "string"
        ? declared.split(",").map((one) => one.trim())
        : ["public", "graphql_public"];
    const schemas = new Set(names);
    const flaws = find(schema, {
      schemas,
      tables: schema.tables.filter((table) => schemas.has(table.schema)),
    });
    return flaws.map((flaw) => finding(flaw, about));
  };
}

function finding({ at, message }: Flaw, about: PlannedResource | undefined): Finding {
  const resource = about === undefined ? {} : { resource: about };
  return {
    kind: "violation",
    message: `${at.schema}.${at.name}: ${message}`,
    ...resource,
    ...(at.place === undefined ? {} : { place: at.place }),
  };
}

/** Privileges that callers of the API have on something. */
export function grantedToCallers(
  { grants }: Schema,
  { schema, name }: Named,
  roles: readonly string[] = callerRoles,
): readonly Grant[] {
  return grants.filter(
    (grant) => grant.schema === schema && grant.object === name && roles.includes(grant.role),
  );
}

/** Functions that say who asks. */
const asker = /\bauth\s*\.\s*(uid|jwt|role|email)\s*\(|\bcurrent_setting\s*\(/i;

/**
 * Whether SQL asks who the caller is once for each row: outside of `(select …)`, which PostgreSQL
 * evaluates once a statement.
 */
export const asksEachRow = (sql: string): boolean =>
  asker.test(sql.replaceAll(/\(\s*select\s+(?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/gi, ""));
