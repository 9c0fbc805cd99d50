import { apiRoles, grantsTo, schemaRule, splinter, whoIs } from "../../helpers/schema-lint.ts";

export const foreignTableInApi = schemaRule({
  id: "foreign_table_in_api",
  title: "API roles cannot read foreign tables",
  why: "Foreign tables have no row-level security: anyone with SELECT reads everything that the remote server returns.",
  fix: "Revoke the table from anon and authenticated, or keep it in a schema that is not exposed.",
  code: "revoke all on public.stripe_customers from anon, authenticated;",
  source: splinter("0017_foreign_table_in_api"),
  rank: "high",
  find: (_, { tables }) =>
    tables
      .filter(({ kind, access }) => kind === "foreign table" && access.select.length > 0)
      .map((at) => ({
        at,
        message: `${whoIs(at.access.select)} can read all of it.`,
        since: ["schema", ...grantsTo(apiRoles, "select")],
      })),
});
