import { z } from "zod";
import { authSettings, goingIntoProd } from "../helpers/auth-settings.ts";
import { configurable, deployed, positive } from "../rule.ts";

export const authOtpLongExpiry = configurable({
  id: "auth_otp_long_expiry",
  aliases: ["database-auth-codes-expire"],
  area: "database",
  title: "Mailed codes expire within an hour and cannot be guessed",
  why: "Others read a mailbox later, and a short code that works for a day can be guessed.",
  fix: "Declare mailer_otp_exp of 3600 or less and mailer_otp_length of 6 or more in the settings' auth section.",
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
    mostSeconds: positive(3600, "Longest that a code works"),
    leastDigits: positive(6, "Least digits of a code"),
  }),
  judge: (resources, { mostSeconds, leastDigits }) =>
    // Supabase's defaults, where nothing is declared.
    authSettings(({ mailer_otp_exp: seconds = 3600, mailer_otp_length: digits = 6 }) => {
      if (!(Number(seconds) <= mostSeconds))
        return `A mailed code works for ${String(seconds)} seconds.`;
      return Number(digits) >= leastDigits
        ? undefined
        : { said: `A mailed code has ${String(digits)} digits.`, property: "mailer_otp_length" };
    })(resources),
});
