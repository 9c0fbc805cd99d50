import { visibleInGraphql } from "../../helpers/graphql.ts";
import { schemaRule, splinter } from "../../helpers/schema-lint.ts";
import { inProduction } from "../../rule.ts";

export const pgGraphqlAnonTableExposed = schemaRule({
  id: "pg_graphql_anon_table_exposed",
  title: "GraphQL does not expose tables to anonymous callers",
  why: "Introspection lists the names, columns and relations of every table that anon may select from.",
  fix: "Drop the extension pg_graphql, or revoke select from anon where nobody without a token needs it.",
  code: "drop extension if exists pg_graphql;",
  source: splinter("0026_pg_graphql_anon_table_exposed"),
  severity: inProduction,
  rank: "medium",
  find: visibleInGraphql("anon"),
});
