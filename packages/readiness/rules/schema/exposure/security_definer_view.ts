import { grantsTo, schemaRule, splinter } from "../../helpers/schema-lint.ts";

export const securityDefinerView = schemaRule({
  id: "security_definer_view",
  aliases: ["database-views-as-their-caller"],
  title: "Views in the Data API run with their caller's rights",
  why: "By default a view has its owner's rights: it returns every row of tables whose policies hide them.",
  fix: "Create the view with (security_invoker = on).",
  code: "create view public.recent_posts with (security_invoker = on) as select * from public.posts;",
  source: splinter("0010_security_definer_view"),
  rank: "critical",
  find: ({ views }, { schemas }) =>
    views
      .filter(
        ({ schema, materialized, securityInvoker }) =>
          schemas.has(schema) && !materialized && !securityInvoker,
      )
      .map((at) => ({
        at,
        message: "it runs with its owner's rights.",
        since: ["options", "schema", ...grantsTo(["anon", "authenticated"], "select")],
      })),
});
