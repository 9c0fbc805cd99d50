import { objectOf, property } from "../helpers/checks.ts";
import { deployed, type Rule } from "../rule.ts";

export const databaseAuthAddressesConfirmed: Rule = {
  id: "database-auth-addresses-confirmed",
  area: "database",
  title: "Email addresses are confirmed before use",
  why: "Without confirmation, anyone can sign up with another person's address and receive what is meant for them.",
  fix: "Set mailer_autoconfirm to false in the auth section of the settings.",
  example: { language: "typescript", code: "auth: JSON.stringify({ mailer_autoconfirm: false })" },
  source: "https://supabase.com/docs/going-into-prod",
  severity: deployed,
  rank: "high",
  scope: "resource",
  subjects: ["supabaseSettings"],
  judge: property("supabaseSettings", "auth", (auth) =>
    objectOf(auth).mailer_autoconfirm === true
      ? "Email addresses are confirmed automatically."
      : undefined,
  ),
};
