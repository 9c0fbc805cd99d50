import { schemaRule, splinter } from "../../helpers/schema-lint.ts";

export const policyExistsRlsDisabled = schemaRule({
  id: "policy_exists_rls_disabled",
  aliases: ["database-policies-in-force"],
  title: "No table has policies while its row-level security is off",
  why: "The policy looks like protection, but PostgreSQL ignores it until row-level security is enabled.",
  fix: "Enable row-level security on the table.",
  code: "alter table public.posts enable row level security;",
  source: splinter("0007_policy_exists_rls_disabled"),
  rank: "critical",
  find: ({ policies, tables }) =>
    policies.flatMap((policy) => {
      const table = tables.find(
        ({ schema, name }) => schema === policy.schema && name === policy.table,
      );
      if (table === undefined || table.rowSecurity) return [];
      const touch = table.touched?.rowSecurity;
      return [
        {
          at: { ...policy, ...(touch === undefined ? {} : { touched: { rowSecurity: touch } }) },
          message: `the policy has no effect: row-level security of ${policy.table} is off.`,
          since: ["rowSecurity"],
          subject: `${policy.schema}.${policy.table}.${policy.name}`,
        },
      ];
    }),
});
