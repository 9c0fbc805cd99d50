import { objectOf, property } from "../helpers/checks.ts";
import { deployed, type Rule } from "../rule.ts";

export const databaseAuthAddressesConfirmed: Rule = {
  id: "database-auth-addresses-confirmed",
  area: "database",
  title: "An address is confirmed before it counts as somebody's",
  why: "Without it anybody signs up with somebody else's address, and gets what was meant for them.",
  fix: "Declare mailer_autoconfirm false in the settings' auth section.",
  example: { language: "typescript", code: "auth: JSON.stringify({ mailer_autoconfirm: false })" },
  source: "https://supabase.com/docs/going-into-prod",
  severity: deployed,
  rank: "high",
  scope: "resource",
  subjects: ["supabaseSettings"],
  judge: property("supabaseSettings", "auth", (auth) =>
    objectOf(auth).mailer_autoconfirm === true
      ? "Addresses are confirmed by themselves."
      : undefined,
  ),
};
