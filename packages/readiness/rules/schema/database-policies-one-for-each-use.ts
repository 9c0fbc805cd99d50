import { lint } from "../helpers/schema-lint.ts";
import { everywhere, type Rule } from "../rule.ts";

export const databasePoliciesOneForEachUse: Rule = {
  id: "database-policies-one-for-each-use",
  area: "database",
  title: "One policy decides about one command of one role",
  why: "PostgreSQL evaluates every permissive policy for each row, and the widest wins: two are slower than one, and looser than each.",
  fix: "Join them by `or` in one policy.",
  example: {
    language: "sql",
    code: "using (visibility = 'public' or author_id = (select auth.uid()))",
  },
  source: "https://supabase.com/docs/guides/observability/advisors.md",
  severity: everywhere,
  rank: "medium",
  scope: "stack",
  subjects: ["migrations"],
  needs: ["schema"],
  judge: lint(({ policies }) => {
    const uses = policies
      .filter(({ permissive }) => permissive)
      .flatMap((policy) => policy.roles.map((role) => ({ policy, role })));
    const groups = Map.groupBy(
      uses,
      ({ policy, role }) => `${policy.schema}.${policy.table} ${role}`,
    );
    return [...groups.values()].flatMap((group) =>
      group
        .filter(({ policy }, index) =>
          group
            .slice(0, index)
            .some(
              (other) =>
                [policy.command, other.policy.command].includes("all") ||
                policy.command === other.policy.command,
            ),
        )
        .map(({ policy, role }) => ({
          at: policy,
          message: `another policy of ${policy.table} decides about ${policy.command} of ${role} too.`,
        })),
    );
  }),
};
