import { authSettings } from "../helpers/auth-settings.ts";
import { deployed, type Rule } from "../rule.ts";

export const databaseAuthEmailChangeConfirmed: Rule = {
  id: "database-auth-email-change-confirmed",
  area: "database",
  title: "A change of e-mail address is confirmed at the old and the new address",
  why: "Otherwise whoever holds a session for a minute moves the account to their own mailbox, and its owner is never told.",
  fix: "Declare mailer_secure_email_change_enabled true in the settings' auth section.",
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
    on === true ? undefined : "The new address alone confirms a change.",
  ),
};
