import { z } from "zod";

const letters = "abcdefghijklmnopqrstuvwxyz";
const capitals = letters.toUpperCase();
const digits = "0123456789";
const symbols = `!@#$%^&*()_+-=[]{};'\\:"|<>?,./\`~`;

const withoutComma = z.string().regex(/^[^,]+$/, "Expected a text without commas");

/** The texts of Supabase Auth's configuration that its Management API restricts. */
export const authChoices = {
  db_max_pool_size_unit: z.enum(["connections", "percent"]),
  password_required_characters: z.enum([
    `${letters}${capitals}:${digits}`,
    `${letters}:${capitals}:${digits}`,
    `${letters}:${capitals}:${digits}:${symbols}`,
    "",
  ]),
  saml_external_url: withoutComma,
  security_captcha_provider: z.enum(["turnstile", "hcaptcha"]),
  sessions_tags: z
    .string()
    .regex(/^\s*([\w-]+(\s*,+\s*)?)*\s*$/, "Expected tags, separated by commas"),
  site_url: withoutComma,
  sms_provider: z.enum(["messagebird", "textlocal", "twilio", "twilio_verify", "vonage"]),
  sms_test_otp: z
    .string()
    .regex(
      /^([0-9]{1,15}=[0-9]+,?)*$/,
      "Expected pairs of phone number and code, such as 15551234=123456",
    ),
} as const satisfies Record<string, z.ZodType<string>>;
