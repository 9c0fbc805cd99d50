/**
 * Supabase Auth signs the tokens that the app accepts: who gets one, and for how long, is the same
 * in every environment. Names are those of Supabase's Management API.
 */
const settings = {
  external_anonymous_users_enabled: false,
  mailer_autoconfirm: false,
  mailer_otp_exp: 3600,
  mailer_otp_length: 8,
  password_min_length: 12,
  password_hibp_enabled: true,
  mailer_secure_email_change_enabled: true,
  security_update_password_require_reauthentication: true,
  mfa_totp_enroll_enabled: true,
  mfa_totp_verify_enabled: true,
  jwt_exp: 3600,
  refresh_token_rotation_enabled: true,
} as const;

/** Auth redirects only to the app's own pages; the first is the default. */
export const authSettings = (origins: readonly string[]) => ({
  ...settings,
  site_url: origins[0] ?? "",
  uri_allow_list: origins.map((origin) => `${origin}/**`).join(","),
});
