import type { ApiRole } from "../../database/schema.ts";
import { grantsTo, type SchemaLint, whoIs } from "./schema-lint.ts";

/** SECURITY DEFINER functions that a role may call through the Data API. */
export const definersCallableBy =
  (role: ApiRole): SchemaLint["find"] =>
  ({ functions }, { schemas }) =>
    functions
      .filter(
        // PostgREST does not expose trigger functions, and PostgreSQL refuses to call them.
        ({ schema, securityDefiner, callers, trigger }) =>
          securityDefiner && !trigger && schemas.has(schema) && callers.includes(role),
      )
      .map((at) => ({
        at,
        message: `${whoIs([role])} can run it with its owner's rights.`,
        since: ["definer", "schema", ...grantsTo([role], "execute")],
        subject: `${at.schema}.${at.name}(${at.parameters})`,
      }));
