import { isAlwaysTrue } from "../../helpers/policy-sql.ts";
import { schemaRule, splinter } from "../../helpers/schema-lint.ts";

const callers = ["anon", "authenticated", "public"];

export const rlsPolicyAlwaysTrue = schemaRule({
  id: "rls_policy_always_true",
  aliases: ["database-policies-not-always-true"],
  title: "No policy lets everyone write every row",
  why: "USING (true) on a write disables row-level security while a policy seems to be in place.",
  fix: "State in the policy which rows the caller may write.",
  code: "with check (author_id = (select auth.uid()))",
  source: splinter("0024_permissive_rls_policy"),
  rank: "critical",
  find: ({ policies }) =>
    policies
      .filter(
        ({ command, permissive, roles }) =>
          command !== "select" && permissive && roles.some((role) => callers.includes(role)),
      )
      .filter(({ command, using, check }) => {
        const rows = command === "insert" ? check : using;
        return (
          rows === undefined || isAlwaysTrue(rows) || (check !== undefined && isAlwaysTrue(check))
        );
      })
      .map((at) => ({
        at,
        message: `it lets ${at.roles.join(" and ")} write every row.`,
        since: ["using", "check", "command", "roles"],
        subject: `${at.schema}.${at.table}.${at.name}`,
      })),
});
