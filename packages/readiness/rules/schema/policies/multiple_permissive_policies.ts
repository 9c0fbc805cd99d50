import type { RowPolicy } from "../../../database/schema.ts";
import { schemaRule, splinter } from "../../helpers/schema-lint.ts";

export const multiplePermissivePolicies = schemaRule({
  id: "multiple_permissive_policies",
  aliases: ["database-policies-one-for-each-use"],
  title: "Each role has one permissive policy per command",
  why: "PostgreSQL evaluates every permissive policy for each row, and the broadest one wins: two are slower than one, and looser than each.",
  fix: "Combine them with `or` in one policy.",
  code: "using (visibility = 'public' or author_id = (select auth.uid()))",
  source: splinter("0006_multiple_permissive_policies"),
  rank: "medium",
  find: ({ policies }) => {
    const permissive = policies.filter((policy) => policy.permissive);
    return permissive.flatMap((policy, index) => {
      const other = permissive.slice(0, index).find((one) => overlap(one, policy));
      if (other === undefined) return [];
      const order = [policy, other].sort((a, b) => (b.made?.order ?? 0) - (a.made?.order ?? 0));
      const [at = policy, first = other] = order;
      return [
        {
          at,
          message: `policy ${first.name} of ${policy.table} applies to the same role and command.`,
          since: ["roles", "permissive"],
          subject: `${at.schema}.${at.table}.${at.name}`,
        },
      ];
    });
  },
});

function overlap(one: RowPolicy, other: RowPolicy): boolean {
  const roles = one.roles.includes("public") || other.roles.includes("public");
  return (
    one.schema === other.schema &&
    one.table === other.table &&
    (roles || one.roles.some((role) => other.roles.includes(role))) &&
    (one.command === other.command || [one.command, other.command].includes("all"))
  );
}
