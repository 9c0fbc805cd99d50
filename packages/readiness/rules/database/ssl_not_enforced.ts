import { property } from "../helpers/checks.ts";
import { deployed, type Rule } from "../rule.ts";

export const sslNotEnforced: Rule = {
  id: "ssl_not_enforced",
  aliases: ["database-ssl-enforced"],
  area: "database",
  title: "PostgreSQL rejects connections without TLS",
  why: "Otherwise a client that does not ask for TLS sends its password and every row across the internet in plain text.",
  fix: "Set seaworthy:database.sslEnforcement to true.",
  example: { language: "yaml", code: "seaworthy:database:\n  sslEnforcement: true" },
  source: "https://supabase.com/docs/guides/platform/ssl-enforcement",
  severity: deployed,
  rank: "critical",
  scope: "resource",
  subjects: ["supabaseSettings"],
  judge: property("supabaseSettings", "sslEnforcement", (on) =>
    on === true ? undefined : "Connections without TLS are accepted.",
  ),
  remediate: ({ props }) => ({ ...props, sslEnforcement: true }),
};
