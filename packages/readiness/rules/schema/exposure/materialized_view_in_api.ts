import { apiRoles, grantsTo, schemaRule, splinter, whoIs } from "../../helpers/schema-lint.ts";

export const materializedViewInApi = schemaRule({
  id: "materialized_view_in_api",
  aliases: ["database-materialized-views-hidden"],
  title: "API roles cannot read materialized views",
  why: "Materialized views have no row-level security: anyone with SELECT reads all of it.",
  fix: "Revoke the view from anon and authenticated, or keep it in a schema that is not exposed.",
  code: "revoke all on public.totals from anon, authenticated;",
  source: splinter("0016_materialized_view_in_api"),
  rank: "high",
  find: ({ views }, { schemas }) =>
    views
      .filter(
        ({ schema, materialized, readers }) =>
          schemas.has(schema) && materialized && readers.length > 0,
      )
      .map((at) => ({
        at,
        message: `${whoIs(at.readers)} can read all of it.`,
        since: ["schema", ...grantsTo(apiRoles, "select")],
      })),
});
