import { authSettings } from "../helpers/auth-settings.ts";
import { splinter } from "../helpers/schema-lint.ts";
import { deployed, type Rule } from "../rule.ts";

export const authAllowAnonymousSignIns: Rule = {
  id: "auth_allow_anonymous_sign_ins",
  aliases: ["database-auth-nobody-anonymous"],
  area: "database",
  title: "Anonymous sign-ins are off",
  why: "Anonymous users get the role authenticated, so every policy for signed-in users then applies to everyone.",
  fix: "Set external_anonymous_users_enabled to false in the auth section of the settings.",
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
    on === true
      ? {
          said: "Anyone can sign in anonymously.",
          property: "external_anonymous_users_enabled",
        }
      : undefined,
  ),
};
