import { authSettings } from "../helpers/auth-settings.ts";
import { deployed, type Rule } from "../rule.ts";

export const databaseAuthEmailChangeConfirmed: Rule = {
  id: "database-auth-email-change-confirmed",
  area: "database",
  title: "Changing an email address requires confirmation at both the old and the new address",
  why: "Otherwise anyone who holds a session for a minute can move the account to their own mailbox without the owner noticing.",
  fix: "Set mailer_secure_email_change_enabled to true in the auth section of the settings.",
  example: {
    language: "typescript",
    code: "auth: JSON.stringify({ mailer_secure_email_change_enabled: true })",
  },
  source:
    "https://supabase.com/docs/guides/local-development/cli/config#auth.email.double_confirm_changes",
  severity: deployed,
  rank: "high",
  scope: "resource",
  subjects: ["supabaseSettings"],
  // On by default.
  judge: authSettings(({ mailer_secure_email_change_enabled: on = true }) =>
    on === true
      ? undefined
      : {
          said: "A change needs confirmation at the new address only.",
          property: "mailer_secure_email_change_enabled",
        },
  ),
};
