import { z } from "zod";
import { authSettings, goingIntoProd } from "../helpers/auth-settings.ts";
import { configurable, deployed, positive } from "../rule.ts";

export const authOtpLongExpiry = configurable({
  id: "auth_otp_long_expiry",
  aliases: ["database-auth-codes-expire"],
  area: "database",
  title: "Emailed and texted codes expire within an hour and cannot be guessed",
  why: "A mailbox may be read later by someone else, and a short code that stays valid for a day can be guessed.",
  fix: "Set mailer_otp_exp to 3600 or less and mailer_otp_length to 6 or more in the auth section of the settings.",
  example: {
    language: "typescript",
    code: "auth: JSON.stringify({ mailer_otp_exp: 3600, mailer_otp_length: 8 })",
  },
  source: goingIntoProd,
  severity: deployed,
  rank: "medium",
  scope: "resource",
  subjects: ["supabaseSettings"],
  configuration: z.object({
    mostSeconds: positive(3600, "Maximum lifetime of a code"),
    leastDigits: positive(6, "Minimum digits of a code"),
  }),
  judge: (resources, { mostSeconds, leastDigits }) =>
    // Supabase's defaults, where nothing is declared.
    authSettings((settings) => {
      for (const [name, kind] of ways) {
        const seconds = settings[`${name}_otp_exp`] ?? 60;
        const digits = settings[`${name}_otp_length`] ?? 6;
        if (!(Number(seconds) <= mostSeconds))
          return {
            said: `${kind} code is valid for ${String(seconds)} seconds.`,
            property: `${name}_otp_exp`,
          };
        if (!(Number(digits) >= leastDigits))
          return {
            said: `${kind} code has ${String(digits)} digits.`,
            property: `${name}_otp_length`,
          };
      }
      return undefined;
    })(resources),
});

/** By mail, and by text message. */
const ways = [
  ["mailer", "An emailed"],
  ["sms", "A texted"],
] as const;
