import { authSettings } from "../helpers/auth-settings.ts";
import { deployed, type Rule } from "../rule.ts";

export const authLeakedPasswordProtection: Rule = {
  id: "auth_leaked_password_protection",
  aliases: ["database-auth-passwords-strong"],
  area: "database",
  title: "Leaked passwords are rejected",
  why: "Attackers try leaked passwords first.",
  fix: "Set password_hibp_enabled to true in the auth section of the settings.",
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
    on === true
      ? undefined
      : { said: "Leaked passwords are accepted.", property: "password_hibp_enabled" },
  ),
};
