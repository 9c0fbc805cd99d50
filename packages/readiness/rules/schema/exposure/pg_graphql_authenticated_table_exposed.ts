import { visibleInGraphql } from "../../helpers/graphql.ts";
import { schemaRule, splinter } from "../../helpers/schema-lint.ts";
import { inProduction } from "../../rule.ts";

export const pgGraphqlAuthenticatedTableExposed = schemaRule({
  id: "pg_graphql_authenticated_table_exposed",
  title: "GraphQL does not expose tables to every signed-in user",
  why: "Introspection lists the names, columns and relations of every table that authenticated may select from.",
  fix: "Drop the extension pg_graphql, or revoke select from authenticated where users do not need it.",
  code: "drop extension if exists pg_graphql;",
  source: splinter("0027_pg_graphql_authenticated_table_exposed"),
  severity: inProduction,
  rank: "low",
  find: visibleInGraphql("authenticated"),
});
