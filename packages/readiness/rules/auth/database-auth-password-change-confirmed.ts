import { authSettings } from "../helpers/auth-settings.ts";
import { deployed, type Rule } from "../rule.ts";

export const databaseAuthPasswordChangeConfirmed: Rule = {
  id: "database-auth-password-change-confirmed",
  area: "database",
  title: "Setting a new password requires a recent sign-in",
  why: "Otherwise anyone who finds an open session can set a new password and keep the account.",
  fix: "Set security_update_password_require_reauthentication to true in the auth section of the settings.",
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
    on === true
      ? undefined
      : {
          said: "A session of any age can set a new password.",
          property: "security_update_password_require_reauthentication",
        },
  ),
};
