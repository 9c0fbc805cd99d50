import { authSettings } from "../helpers/auth-settings.ts";
import { deployed, type Rule } from "../rule.ts";

export const databaseAuthPasswordChangeConfirmed: Rule = {
  id: "database-auth-password-change-confirmed",
  area: "database",
  title: "A new password needs a recent sign-in",
  why: "Otherwise whoever finds an open session sets a password of their own and keeps the account.",
  fix: "Declare security_update_password_require_reauthentication true in the settings' auth section.",
  example: {
    language: "typescript",
    code: "auth: JSON.stringify({ security_update_password_require_reauthentication: true })",
  },
  source: "https://supabase.com/docs/guides/auth/password-security",
  severity: deployed,
  rank: "medium",
  scope: "resource",
  subjects: ["supabaseSettings"],
  judge: authSettings(({ security_update_password_require_reauthentication: on }) =>
    on === true ? undefined : "A session of any age may set a new password.",
  ),
};
