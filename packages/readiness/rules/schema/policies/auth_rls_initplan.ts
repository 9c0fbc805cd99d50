import { asksEachRow } from "../../helpers/policy-sql.ts";
import { schemaRule, splinter } from "../../helpers/schema-lint.ts";

export const authRlsInitplan = schemaRule({
  id: "auth_rls_initplan",
  aliases: ["database-policies-ask-once"],
  title: "Policies look up the caller once per statement, not once per row",
  why: "A bare auth.uid() is evaluated for each row, which makes a query over a large table about a hundred times slower.",
  fix: "Write (select auth.uid()) in the policy.",
  code: "using (author_id = (select auth.uid()))",
  source: splinter("0003_auth_rls_initplan"),
  rank: "high",
  find: ({ policies }) =>
    policies
      .filter(({ using = "", check = "" }) => asksEachRow(using) || asksEachRow(check))
      .map((at) => ({
        at,
        message: "it looks up the caller for each row.",
        since: ["using", "check"],
        subject: `${at.schema}.${at.table}.${at.name}`,
      })),
});
