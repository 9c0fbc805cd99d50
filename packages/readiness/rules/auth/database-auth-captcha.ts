import { authSettings } from "../helpers/auth-settings.ts";
import { inProduction, type Rule } from "../rule.ts";

export const databaseAuthCaptcha: Rule = {
  id: "database-auth-captcha",
  area: "database",
  title: "Sign-up and sign-in are not open to programs",
  why: "Supabase serves Auth at its own address, past the zone's limits: without a CAPTCHA a program signs up, sends mail and guesses passwords as fast as it likes.",
  fix: "Declare security_captcha_enabled with its provider and secret in the settings' auth section; never turn it off there.",
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
    return auth.security_captcha_enabled === false ? "The CAPTCHA is turned off." : undefined;
  }),
};
