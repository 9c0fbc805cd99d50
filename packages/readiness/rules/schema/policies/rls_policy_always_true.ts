import type { RowPolicy } from "../../../database/schema.ts";
import { schemaRule, splinter } from "../../helpers/schema-lint.ts";

function opensWrites({ command, using, check, roles, alwaysTrue }: RowPolicy): boolean {
  const hasNone = (command === "insert" ? check : using) === undefined;
  if (hasNone) return roles.some((role) => ["anon", "authenticated", "public"].includes(role));
  return (command !== "insert" && alwaysTrue.using) || alwaysTrue.check;
}

/** A restrictive policy for the same callers and commands, which has to hold as well. */
const narrows = (restrictive: RowPolicy, { schema, table, command, roles }: RowPolicy): boolean =>
  !restrictive.permissive &&
  restrictive.schema === schema &&
  restrictive.table === table &&
  (restrictive.command === "all" || restrictive.command === command) &&
  (restrictive.roles.includes("public") ||
    roles.every((role) => restrictive.roles.includes(role))) &&
  !restrictive.alwaysTrue.using &&
  !restrictive.alwaysTrue.check;

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
      .filter(({ command, permissive }) => command !== "select" && permissive)
      .filter((policy) => opensWrites(policy) && !policies.some((one) => narrows(one, policy)))
      .map((at) => ({
        at,
        message: `it lets ${at.roles.join(" and ")} write every row.`,
        since: ["using", "check", "command", "roles"],
        subject: `${at.schema}.${at.table}.${at.name}`,
      })),
});
