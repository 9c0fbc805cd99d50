import { apiRoles, grantsTo, schemaRule, splinter } from "../../helpers/schema-lint.ts";

export const rlsEnabledNoPolicy = schemaRule({
  id: "rls_enabled_no_policy",
  aliases: ["database-granted-tables-have-policies"],
  title: "Every table with grants to API roles has a policy for them",
  why: "Row-level security without a policy rejects every row. The grant shows that something else was intended.",
  fix: "Write the policy, or revoke the grant.",
  code: "create policy posts_read on public.posts for select to authenticated\n  using (author_id = (select auth.uid()));",
  source: splinter("0008_rls_enabled_no_policy"),
  rank: "medium",
  find: ({ policies }, { tables }) =>
    tables
      .filter(({ rowSecurity, child, access }) => {
        const granted = Object.values(access).some((roles) => roles.length > 0);
        return rowSecurity && !child && granted;
      })
      .filter(
        ({ schema, name }) =>
          !policies.some((policy) => policy.schema === schema && policy.table === name),
      )
      .map((at) => ({
        at,
        message: "API roles have privileges on it, but no policy lets them see a row.",
        since: ["rowSecurity", ...grantsTo(apiRoles, "select", "insert", "update", "delete")],
      })),
});
