import { grantedToCallers, lint } from "../helpers/schema-lint.ts";
import { everywhere, type Rule } from "../rule.ts";

const sensitive =
  /^(password|passwd|password_hash|secret|token|access_token|refresh_token|api_key|private_key|ssn|social_security_number|credit_card|card_number|cvv|iban|pin|otp|hash)$/i;

export const databaseSensitiveColumnsHidden: Rule = {
  id: "database-sensitive-columns-hidden",
  area: "database",
  title: "People without a token cannot read columns with secrets or personal numbers",
  why: "One policy that is too wide, and passwords, tokens and card numbers are public.",
  fix: "Revoke select from anon, or grant it on the other columns alone.",
  example: { language: "sql", code: "revoke select on public.accounts from anon;" },
  source: "https://supabase.com/docs/guides/observability/advisors.md",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["migrations"],
  needs: ["schema"],
  judge: lint((schema, { tables }) =>
    tables.flatMap((at) => {
      const shown = at.columns.filter(({ name }) => sensitive.test(name)).map(({ name }) => name);
      const read = grantedToCallers(schema, at, ["anon", "public"]).some(({ privileges }) =>
        privileges.includes("select"),
      );
      return shown.length > 0 && read
        ? [{ at, message: `everybody may read ${shown.join(", ")}.` }]
        : [];
    }),
  ),
};
