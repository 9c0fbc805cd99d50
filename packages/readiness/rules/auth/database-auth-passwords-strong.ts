import { z } from "zod";
import { objectOf, property } from "../helpers/checks.ts";
import { configurable, deployed, positive } from "../rule.ts";

export const databaseAuthPasswordsStrong = configurable({
  id: "database-auth-passwords-strong",
  area: "database",
  title: "Passwords are long, and none that is known to have leaked",
  why: "Supabase takes six characters by default, and whatever is on the lists that every guesser begins with.",
  fix: "Declare password_min_length of 10 or more and password_hibp_enabled in the settings' auth section.",
  example: {
    language: "typescript",
    code: "auth: JSON.stringify({ password_min_length: 12, password_hibp_enabled: true })",
  },
  source: "https://supabase.com/docs/going-into-prod",
  severity: deployed,
  rank: "high",
  scope: "resource",
  subjects: ["supabaseSettings"],
  configuration: z.object({ leastLength: positive(10, "Least characters of a password") }),
  judge: (resources, { leastLength }) =>
    property("supabaseSettings", "auth", (auth) => {
      const { password_min_length: length = 6, password_hibp_enabled: checked = false } =
        objectOf(auth);
      if (!(Number(length) >= leastLength))
        return `A password may have ${String(length)} characters.`;
      return checked === true ? undefined : "Passwords that are known to have leaked are accepted.";
    })(resources),
});
