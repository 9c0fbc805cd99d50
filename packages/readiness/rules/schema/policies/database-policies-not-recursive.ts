import type { RowPolicy } from "../../../database/schema.ts";
import { schemaRule } from "../../helpers/schema-lint.ts";

export const databasePoliciesNotRecursive = schemaRule({
  id: "database-policies-not-recursive",
  title: "No policy reads the table that it protects",
  why: "To read the table PostgreSQL applies its policies, which read the table: every query fails with 42P17, infinite recursion detected in policy.",
  fix: "Move the lookup to a security definer function in a schema that is not exposed.",
  code: "using (team_id in (select internal.teams_of((select auth.uid()))))",
  source:
    "https://supabase.com/docs/guides/database/postgres/row-level-security#use-security-definer-functions",
  rank: "high",
  find: ({ policies }) =>
    policies
      .filter((policy) => returns(policy, policies))
      .map((at) => ({
        at,
        message: `it reads ${at.reads.join(", ")}, whose policies lead back to ${at.table}.`,
        since: ["using", "check"],
        subject: `${at.schema}.${at.table}.${at.name}`,
      })),
});

const tableOf = ({ schema, table }: RowPolicy) => `${schema}.${table}`;

/** Reading a table through its select policies leads back to this policy's table. */
function returns(policy: RowPolicy, policies: readonly RowPolicy[]): boolean {
  const reading = policies.filter(({ command }) => command === "select" || command === "all");
  if (!reading.includes(policy)) return false;
  const seen = new Set<string>();
  const open = [...policy.reads];
  for (let table = open.pop(); table !== undefined; table = open.pop()) {
    if (table === tableOf(policy)) return true;
    if (seen.has(table)) continue;
    seen.add(table);
    const here = table;
    open.push(...reading.filter((one) => tableOf(one) === here).flatMap(({ reads }) => reads));
  }
  return false;
}
