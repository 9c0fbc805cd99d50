import type { PlannedObject } from "../../plan/value.ts";
import { authSettings } from "../helpers/auth-settings.ts";
import type { Verdict } from "../helpers/checks.ts";
import { deployed, type Rule } from "../rule.ts";

export const databaseAuthAddressesConfirmed: Rule = {
  id: "database-auth-addresses-confirmed",
  area: "database",
  title: "Email addresses and phone numbers are confirmed before use",
  why: "Without confirmation, anyone can sign up with another person's address and receive what is meant for them.",
  fix: "Set mailer_autoconfirm, sms_autoconfirm and mailer_allow_unverified_email_sign_ins to false in the auth section of the settings.",
  example: { language: "typescript", code: "auth: JSON.stringify({ mailer_autoconfirm: false })" },
  source: "https://supabase.com/docs/going-into-prod",
  severity: deployed,
  rank: "high",
  scope: "resource",
  subjects: ["supabaseSettings"],
  judge: authSettings(unconfirmed),
};

function unconfirmed(auth: PlannedObject): Verdict {
  if (auth.mailer_autoconfirm === true)
    return { said: "Email addresses are confirmed automatically.", property: "mailer_autoconfirm" };
  if (auth.mailer_allow_unverified_email_sign_ins === true)
    return {
      said: "Users sign in before their email address is confirmed.",
      property: "mailer_allow_unverified_email_sign_ins",
    };
  return auth.external_phone_enabled === true && auth.sms_autoconfirm === true
    ? { said: "Phone numbers are confirmed automatically.", property: "sms_autoconfirm" }
    : undefined;
}
