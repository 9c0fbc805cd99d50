import { grantedToCallers, lint } from "../helpers/schema-lint.ts";
import { everywhere, type Rule } from "../rule.ts";

export const databaseAnonymousDoNotWrite: Rule = {
  id: "database-anonymous-do-not-write",
  area: "database",
  title: "People without a token may not write",
  why: "Whatever a policy says today, the grant decides what tomorrow's policy can open: to floods, and to TRUNCATE, which no policy sees.",
  fix: "Revoke everything but select from anon.",
  example: {
    language: "sql",
    code: "revoke insert, update, delete, truncate on public.posts from anon;",
  },
  source: "https://supabase.com/docs/guides/observability/advisors.md",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["migrations"],
  needs: ["schema"],
  judge: lint((schema, { tables }) =>
    tables.flatMap((at) => {
      const writes = grantedToCallers(schema, at, ["anon", "public"]).flatMap(({ privileges }) =>
        privileges.filter((one) => ["insert", "update", "delete", "truncate"].includes(one)),
      );
      return writes.length === 0
        ? []
        : [
            {
              at,
              message: `people without a token are granted ${[...new Set(writes)].join(", ")}.`,
            },
          ];
    }),
  ),
};
