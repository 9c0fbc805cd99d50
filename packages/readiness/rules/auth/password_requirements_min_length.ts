import { z } from "zod";
import { authSettings } from "../helpers/auth-settings.ts";
import { configurable, deployed, positive } from "../rule.ts";

export const passwordRequirementsMinLength = configurable({
  id: "password_requirements_min_length",
  aliases: ["database-auth-passwords-strong"],
  area: "database",
  title: "Passwords have a minimum length",
  why: "Supabase accepts six characters by default. If the hashes leak, such passwords are cracked within hours.",
  fix: "Set password_min_length to 10 or more in the auth section of the settings.",
  example: { language: "typescript", code: "auth: JSON.stringify({ password_min_length: 12 })" },
  source: "https://supabase.com/docs/guides/auth/password-security",
  severity: deployed,
  rank: "high",
  scope: "resource",
  subjects: ["supabaseSettings"],
  configuration: z.object({ leastLength: positive(10, "Minimum length of a password") }),
  judge: (resources, { leastLength }) =>
    authSettings(({ password_min_length: length = 6 }) =>
      Number(length) >= leastLength
        ? undefined
        : {
            said: `A password needs only ${String(length)} characters.`,
            property: "password_min_length",
          },
    )(resources),
});
