import { z } from "zod";
import { objectOf, property } from "../helpers/checks.ts";
import { configurable, deployed, positive } from "../rule.ts";

export const databaseAuthTokensEndSoon = configurable({
  id: "database-auth-tokens-end-soon",
  area: "database",
  title: "A token ends within an hour, and its successor can be used once",
  why: "A token cannot be taken back before it ends; a refresh token that works twice is one that a thief shares with its owner unnoticed.",
  fix: "Declare jwt_exp of 3600 or less and refresh_token_rotation_enabled in the settings' auth section.",
  example: {
    language: "typescript",
    code: "auth: JSON.stringify({ jwt_exp: 3600, refresh_token_rotation_enabled: true })",
  },
  source: "https://supabase.com/docs/going-into-prod",
  severity: deployed,
  rank: "medium",
  scope: "resource",
  subjects: ["supabaseSettings"],
  configuration: z.object({ mostSeconds: positive(3600, "Longest that a token is valid") }),
  judge: (resources, { mostSeconds }) =>
    property("supabaseSettings", "auth", (auth) => {
      const { jwt_exp: seconds = 3600, refresh_token_rotation_enabled: rotated = true } =
        objectOf(auth);
      if (!(Number(seconds) <= mostSeconds))
        return `A token is valid for ${String(seconds)} seconds.`;
      return rotated === true ? undefined : "A refresh token can be used again.";
    })(resources),
});
