import { authSettings } from "../helpers/auth-settings.ts";
import { deployed, type Rule } from "../rule.ts";

export const authInsufficientMfaOptions: Rule = {
  id: "auth_insufficient_mfa_options",
  area: "database",
  title: "Users can protect their account with a second factor",
  why: "If no second factor can be enrolled, a leaked password is enough to take over an account.",
  fix: "Set mfa_totp_enroll_enabled and mfa_totp_verify_enabled to true in the auth section of the settings.",
  example: {
    language: "typescript",
    code: "auth: JSON.stringify({ mfa_totp_enroll_enabled: true, mfa_totp_verify_enabled: true })",
  },
  source: "https://supabase.com/docs/guides/auth/auth-mfa",
  severity: deployed,
  rank: "medium",
  scope: "resource",
  subjects: ["supabaseSettings"],
  // On by default, but only with TOTP.
  judge: authSettings((auth) => {
    const works = (factor: string, byDefault: boolean) =>
      (auth[`mfa_${factor}_enroll_enabled`] ?? byDefault) === true &&
      (auth[`mfa_${factor}_verify_enabled`] ?? byDefault) === true;
    return works("totp", true) || works("web_authn", false) || works("phone", false)
      ? undefined
      : {
          said: "Users cannot enroll and verify a second factor.",
          property:
            Object.keys(auth).find((key) => key.startsWith("mfa_") && auth[key] === false) ??
            "auth",
        };
  }),
};
