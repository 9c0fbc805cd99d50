import { authSettings } from "../helpers/auth-settings.ts";
import { deployed, type Rule } from "../rule.ts";

export const authLeakedPasswordProtection: Rule = {
  id: "auth_leaked_password_protection",
  aliases: ["database-auth-passwords-strong"],
  area: "database",
  title: "Passwords that are known to have leaked are refused",
  why: "Leaked passwords are on the lists that every attacker tries first.",
  fix: "Declare password_hibp_enabled true in the settings' auth section.",
  example: {
    language: "typescript",
    code: "auth: JSON.stringify({ password_hibp_enabled: true })",
  },
  source:
    "https://supabase.com/docs/guides/auth/password-security#password-strength-and-leaked-password-protection",
  severity: deployed,
  rank: "high",
  scope: "resource",
  subjects: ["supabaseSettings"],
  judge: authSettings(({ password_hibp_enabled: on }) =>
    on === true ? undefined : "Passwords that are known to have leaked are accepted.",
  ),
};
