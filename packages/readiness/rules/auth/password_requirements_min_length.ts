import { z } from "zod";
import { authSettings } from "../helpers/auth-settings.ts";
import { configurable, deployed, positive } from "../rule.ts";

export const passwordRequirementsMinLength = configurable({
  id: "password_requirements_min_length",
  aliases: ["database-auth-passwords-strong"],
  area: "database",
  title: "Passwords have a minimum length",
  why: "Supabase accepts six characters by default, which are guessed in hours once the hashes leak.",
  fix: "Declare password_min_length of 10 or more in the settings' auth section.",
  example: { language: "typescript", code: "auth: JSON.stringify({ password_min_length: 12 })" },
  source: "https://supabase.com/docs/guides/auth/password-security",
  severity: deployed,
  rank: "high",
  scope: "resource",
  subjects: ["supabaseSettings"],
  configuration: z.object({ leastLength: positive(10, "Least characters of a password") }),
  judge: (resources, { leastLength }) =>
    authSettings(({ password_min_length: length = 6 }) =>
      Number(length) >= leastLength
        ? undefined
        : `A password may have ${String(length)} characters.`,
    )(resources),
});
