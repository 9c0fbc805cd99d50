import { schemaRule, splinter } from "../../helpers/schema-lint.ts";

export const rlsReferencesUserMetadata = schemaRule({
  id: "rls_references_user_metadata",
  aliases: ["database-policies-not-by-user-metadata"],
  title: "No policy trusts metadata that users can edit",
  why: "Users can write their own user_metadata: anyone can set role to admin.",
  fix: "Use app_metadata, or a table that users cannot write.",
  code: "using ((select auth.jwt()) -> 'app_metadata' ->> 'role' = 'admin')",
  source: splinter("0015_rls_references_user_metadata"),
  rank: "critical",
  find: ({ policies }) =>
    policies
      .filter(({ using = "", check = "" }) => /user_meta_?data/i.test(using + check))
      .map((at) => ({
        at,
        message: "it trusts user_metadata.",
        since: ["using", "check"],
        subject: `${at.schema}.${at.table}.${at.name}`,
      })),
});
