import { objectOf, property } from "../helpers/checks.ts";
import { deployed, type Rule } from "../rule.ts";

export const databaseAuthNobodyAnonymous: Rule = {
  id: "database-auth-nobody-anonymous",
  area: "database",
  title: "Nobody signs in without saying who they are",
  why: "An anonymous sign-in has the role authenticated: every policy for people who are signed in is then one for everybody.",
  fix: "Declare external_anonymous_users_enabled false in the settings' auth section.",
  example: {
    language: "typescript",
    code: "auth: JSON.stringify({ external_anonymous_users_enabled: false })",
  },
  source: "https://supabase.com/docs/guides/observability/advisors.md",
  severity: deployed,
  rank: "high",
  scope: "resource",
  subjects: ["supabaseSettings"],
  judge: property("supabaseSettings", "auth", (auth) =>
    objectOf(auth).external_anonymous_users_enabled === true
      ? "Anybody may sign in without a name."
      : undefined,
  ),
};
