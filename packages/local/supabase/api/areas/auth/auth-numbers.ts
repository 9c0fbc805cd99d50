import { z } from "zod";

const whole = (minimum: number, maximum: number) => z.int().min(minimum).max(maximum);
const longest = 2_147_483_647;
const short = whole(0, 32_767);
const long = whole(0, longest);
const rate = whole(1, longest);
const hours = z.number().min(0);

/** The numbers of Supabase Auth's configuration, with the limits of its Management API. */
export const authNumbers = {
  api_max_request_duration: z.int(),
  db_max_pool_size: z.int(),
  // A week: https://supabase.com/docs/guides/cli/config#auth.jwt_expiry
  jwt_exp: whole(0, 604_800),
  mailer_otp_exp: long,
  mailer_otp_length: whole(6, 10),
  mfa_max_enrolled_factors: long,
  mfa_phone_max_frequency: short,
  mfa_phone_otp_length: short,
  password_min_length: whole(6, 32_767),
  rate_limit_anonymous_users: rate,
  rate_limit_email_sent: rate,
  rate_limit_otp: rate,
  rate_limit_sms_sent: rate,
  rate_limit_token_refresh: rate,
  rate_limit_verify: rate,
  rate_limit_web3: rate,
  security_refresh_token_reuse_interval: long,
  sessions_inactivity_timeout: hours,
  sessions_timebox: hours,
  sms_max_frequency: short,
  sms_otp_exp: long,
  sms_otp_length: short,
  smtp_max_frequency: short,
} as const satisfies Record<string, z.ZodType<number>>;
