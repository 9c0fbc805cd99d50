import { authSettings } from "../helpers/auth-settings.ts";
import { splinter } from "../helpers/schema-lint.ts";
import { deployed, type Rule } from "../rule.ts";

export const authAllowAnonymousSignIns: Rule = {
  id: "auth_allow_anonymous_sign_ins",
  aliases: ["database-auth-nobody-anonymous"],
  area: "database",
  title: "Anonymous sign-ins are off",
  why: "An anonymous sign-in has the role authenticated: every policy for signed-in users then applies to everyone.",
  fix: "Declare external_anonymous_users_enabled false in the settings' auth section.",
  example: {
    language: "typescript",
    code: "auth: JSON.stringify({ external_anonymous_users_enabled: false })",
  },
  source: splinter("0012_auth_allow_anonymous_sign_ins"),
  severity: deployed,
  rank: "high",
  scope: "resource",
  subjects: ["supabaseSettings"],
  judge: authSettings(({ external_anonymous_users_enabled: on }) =>
    on === true ? "Anyone may sign in anonymously." : undefined,
  ),
};
