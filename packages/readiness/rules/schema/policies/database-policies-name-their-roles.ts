import { schemaRule } from "../../helpers/schema-lint.ts";

export const databasePoliciesNameTheirRoles = schemaRule({
  id: "database-policies-name-their-roles",
  title: "Each policy names the roles that it applies to",
  why: "A policy without a role is evaluated for everyone, including callers without a token.",
  fix: "Add `to authenticated`, or the roles that you intend.",
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
