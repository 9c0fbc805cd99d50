import { z } from "zod";
import { objectOf, property } from "../helpers/checks.ts";
import { configurable, deployed, positive } from "../rule.ts";

export const databaseAuthCodesExpire = configurable({
  id: "database-auth-codes-expire",
  area: "database",
  title: "A code that is mailed works for an hour at most, and cannot be guessed",
  why: "A mailbox is read by others later; a short code that works for a day can be tried out.",
  fix: "Declare mailer_otp_exp of 3600 or less and mailer_otp_length of 6 or more in the settings' auth section.",
  example: {
    language: "typescript",
    code: "auth: JSON.stringify({ mailer_otp_exp: 3600, mailer_otp_length: 8 })",
  },
  source: "https://supabase.com/docs/going-into-prod",
  severity: deployed,
  rank: "medium",
  scope: "resource",
  subjects: ["supabaseSettings"],
  configuration: z.object({
    mostSeconds: positive(3600, "Longest that a code works"),
    leastDigits: positive(6, "Least digits of a code"),
  }),
  judge: (resources, { mostSeconds, leastDigits }) =>
    property("supabaseSettings", "auth", (auth) => {
      // Supabase's defaults, where nothing is declared.
      const { mailer_otp_exp: seconds = 3600, mailer_otp_length: digits = 6 } = objectOf(auth);
      if (!(Number(seconds) <= mostSeconds))
        return `A mailed code works for ${String(seconds)} seconds.`;
      return Number(digits) >= leastDigits
        ? undefined
        : `A mailed code has ${String(digits)} digits.`;
    })(resources),
});
