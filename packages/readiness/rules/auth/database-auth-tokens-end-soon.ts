import { z } from "zod";
import { authSettings } from "../helpers/auth-settings.ts";
import { configurable, deployed, positive } from "../rule.ts";

export const databaseAuthTokensEndSoon = configurable({
  id: "database-auth-tokens-end-soon",
  area: "database",
  title: "Access tokens expire within an hour, and refresh tokens can be used once",
  why: "An access token cannot be revoked before it expires. If a refresh token works twice, a thief can use it alongside its owner unnoticed.",
  fix: "Set jwt_exp to 3600 or less, refresh_token_rotation_enabled to true, and security_refresh_token_reuse_interval to 10 or less in the auth section of the settings.",
  example: {
    language: "typescript",
    code: "auth: JSON.stringify({ jwt_exp: 3600, refresh_token_rotation_enabled: true })",
  },
  source: "https://supabase.com/docs/guides/auth/sessions",
  severity: deployed,
  rank: "medium",
  scope: "resource",
  subjects: ["supabaseSettings"],
  configuration: z.object({
    mostSeconds: positive(3600, "Maximum lifetime of a token"),
    mostReuseSeconds: positive(10, "Maximum time in which a used refresh token is accepted again"),
  }),
  judge: (resources, { mostSeconds, mostReuseSeconds }) =>
    authSettings((auth) => {
      const { jwt_exp: seconds = 3600, refresh_token_rotation_enabled: rotated = true } = auth;
      const { security_refresh_token_reuse_interval: reuse = 10 } = auth;
      if (!(Number(seconds) <= mostSeconds))
        return { said: `A token is valid for ${String(seconds)} seconds.`, property: "jwt_exp" };
      if (rotated !== true)
        return {
          said: "A refresh token can be reused.",
          property: "refresh_token_rotation_enabled",
        };
      return Number(reuse) <= mostReuseSeconds
        ? undefined
        : {
            said: `A used refresh token is accepted again for ${String(reuse)} seconds.`,
            property: "security_refresh_token_reuse_interval",
          };
    })(resources),
});
