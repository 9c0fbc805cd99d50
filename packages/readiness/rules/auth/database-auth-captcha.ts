import { authSettings } from "../helpers/auth-settings.ts";
import { inProduction, type Rule } from "../rule.ts";

export const databaseAuthCaptcha: Rule = {
  id: "database-auth-captcha",
  area: "database",
  title: "Bots cannot sign up or sign in",
  why: "Supabase serves Auth on its own hostname, outside the zone's limits. Without a CAPTCHA a bot can sign up, send email and guess passwords at any speed.",
  fix: "Set security_captcha_enabled with its provider and secret in the auth section of the settings, and do not turn it off there.",
  example: {
    language: "typescript",
    code: 'auth: pulumi.jsonStringify({ security_captcha_enabled: true, security_captcha_provider: "turnstile", security_captcha_secret: secret })',
  },
  source: "https://supabase.com/docs/guides/auth/auth-captcha",
  severity: inProduction,
  rank: "medium",
  scope: "resource",
  subjects: ["supabaseSettings"],
  judge: authSettings((auth) => {
    if (auth.disable_signup === true || auth.external_email_enabled === false) return undefined;
    return auth.security_captcha_enabled === false
      ? { said: "The CAPTCHA is turned off.", property: "security_captcha_enabled" }
      : undefined;
  }),
};
