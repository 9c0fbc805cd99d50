import type { ApiRole } from "../../database/schema.ts";
import { grantsTo, type SchemaLint, whoIs } from "./schema-lint.ts";

/** Relations that pg_graphql's introspection shows to a role; none if it is not installed. */
export const visibleInGraphql =
  (role: ApiRole): SchemaLint["find"] =>
  ({ tables, views, extensions }) => {
    if (!extensions.some(({ name }) => name === "pg_graphql")) return [];
    const readable = [
      ...tables.filter(({ access }) => access.select.includes(role)),
      ...views.filter(({ readers }) => readers.includes(role)),
    ];
    return readable
      .filter(({ schema }) => schema !== "pgmq")
      .map((at) => ({
        at,
        message: `GraphQL exposes it to ${whoIs([role])}.`,
        since: grantsTo([role], "select"),
      }));
  };
