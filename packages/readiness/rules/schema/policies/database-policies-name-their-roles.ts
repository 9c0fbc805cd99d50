import { schemaRule } from "../../helpers/schema-lint.ts";

export const databasePoliciesNameTheirRoles = schemaRule({
  id: "database-policies-name-their-roles",
  title: "A policy names the roles that it applies to",
  why: "A policy that names no role is evaluated for everyone, callers without a token included.",
  fix: "Add `to authenticated`, or the roles that are meant.",
  code: "create policy posts_read on public.posts for select to authenticated using (true);",
  source:
    "https://supabase.com/docs/guides/database/postgres/row-level-security#specify-roles-in-your-policies",
  rank: "medium",
  find: ({ policies }) =>
    policies
      .filter(({ roles }) => roles.length === 0 || roles.includes("public"))
      .map((at) => ({
        at,
        message: "it applies to every role.",
        since: ["roles"],
        subject: `${at.schema}.${at.table}.${at.name}`,
      })),
});
