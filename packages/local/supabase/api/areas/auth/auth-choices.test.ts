import { describe, expect, it } from "vitest";
import { authChoices } from "./auth-choices.ts";

// The enumerations and patterns of UpdateAuthConfigBody in npm's supabase-management-js.
describe("texts of Supabase Auth's configuration", () => {
  it.each([
    ["security_captcha_provider", "turnstile", "recaptcha"],
    ["sms_provider", "twilio_verify", "carrier-pigeon"],
    ["db_max_pool_size_unit", "percent", "%"],
    ["site_url", "https://app.example.com", "https://a.example,https://b.example"],
    ["saml_external_url", "https://sso.example.com", ""],
    ["sessions_tags", "web, mobile", "web; mobile"],
    ["sms_test_otp", "15551234=123456,15551235=1", "me=123456"],
    [
      "password_required_characters",
      "abcdefghijklmnopqrstuvwxyz:ABCDEFGHIJKLMNOPQRSTUVWXYZ:0123456789:!@#$%^&*()_+-=[]{};'\\:\"|<>?,./`~",
      "abc",
    ],
  ] as const)("%s", (name, good, bad) => {
    expect(authChoices[name].safeParse(good).success).toBe(true);
    expect(authChoices[name].safeParse(bad).success).toBe(false);
  });
});
