import { createHmac } from "node:crypto";
import { defined } from "@seaworthy/core/defined";
import { z } from "zod";
import { readBody } from "../../answers.ts";
import type { Project } from "../../project.ts";
import type { Area } from "../area.ts";
import { authChoices } from "./auth-choices.ts";
import { authDefaults } from "./auth-defaults.ts";
import { authNumbers } from "./auth-numbers.ts";

const booleanFields = `
  disable_signup external_anonymous_users_enabled external_apple_email_optional external_apple_enabled external_azure_email_optional
  external_azure_enabled external_bitbucket_email_optional external_bitbucket_enabled external_discord_email_optional
  external_discord_enabled external_email_enabled external_facebook_email_optional external_facebook_enabled
  external_figma_email_optional external_figma_enabled external_github_email_optional external_github_enabled
  external_gitlab_email_optional external_gitlab_enabled external_google_email_optional external_google_enabled
  external_google_skip_nonce_check external_kakao_email_optional external_kakao_enabled external_keycloak_email_optional
  external_keycloak_enabled external_linkedin_oidc_email_optional external_linkedin_oidc_enabled external_notion_email_optional
  external_notion_enabled external_phone_enabled external_slack_email_optional external_slack_enabled external_slack_oidc_email_optional
  external_slack_oidc_enabled external_spotify_email_optional external_spotify_enabled external_twitch_email_optional
  external_twitch_enabled external_twitter_email_optional external_twitter_enabled external_web3_ethereum_enabled
  external_web3_solana_enabled external_workos_enabled external_x_email_optional external_x_enabled external_zoom_email_optional
  external_zoom_enabled hook_after_user_created_enabled hook_before_user_created_enabled hook_custom_access_token_enabled
  hook_mfa_verification_attempt_enabled hook_password_verification_attempt_enabled hook_send_email_enabled hook_send_sms_enabled
  mailer_allow_unverified_email_sign_ins mailer_autoconfirm mailer_notifications_email_changed_enabled
  mailer_notifications_identity_linked_enabled mailer_notifications_identity_unlinked_enabled
  mailer_notifications_mfa_factor_enrolled_enabled mailer_notifications_mfa_factor_unenrolled_enabled
  mailer_notifications_password_changed_enabled mailer_notifications_phone_changed_enabled mailer_secure_email_change_enabled
  mfa_phone_enroll_enabled mfa_phone_verify_enabled mfa_totp_enroll_enabled mfa_totp_verify_enabled mfa_web_authn_enroll_enabled
  mfa_web_authn_verify_enabled oauth_server_allow_dynamic_registration oauth_server_enabled password_hibp_enabled
  refresh_token_rotation_enabled saml_enabled security_captcha_enabled security_manual_linking_enabled security_sb_forwarded_for_enabled
  security_update_password_require_reauthentication sessions_single_per_user sms_autoconfirm
`;

const stringFields = `
  db_max_pool_size_unit external_apple_additional_client_ids external_apple_client_id external_apple_secret external_azure_client_id
  external_azure_secret external_azure_url external_bitbucket_client_id external_bitbucket_secret external_discord_client_id
  external_discord_secret external_facebook_client_id external_facebook_secret external_figma_client_id external_figma_secret
  external_github_client_id external_github_secret external_gitlab_client_id external_gitlab_secret external_gitlab_url
  external_google_additional_client_ids external_google_client_id external_google_secret external_kakao_client_id external_kakao_secret
  external_keycloak_client_id external_keycloak_secret external_keycloak_url external_linkedin_oidc_client_id
  external_linkedin_oidc_secret external_notion_client_id external_notion_secret external_slack_client_id external_slack_oidc_client_id
  external_slack_oidc_secret external_slack_secret external_spotify_client_id external_spotify_secret external_twitch_client_id
  external_twitch_secret external_twitter_client_id external_twitter_secret external_workos_client_id external_workos_secret
  external_workos_url external_x_client_id external_x_secret external_zoom_client_id external_zoom_secret
  hook_after_user_created_secrets hook_after_user_created_uri hook_before_user_created_secrets hook_before_user_created_uri
  hook_custom_access_token_secrets hook_custom_access_token_uri hook_mfa_verification_attempt_secrets hook_mfa_verification_attempt_uri
  hook_password_verification_attempt_secrets hook_password_verification_attempt_uri hook_send_email_secrets hook_send_email_uri
  hook_send_sms_secrets hook_send_sms_uri mailer_subjects_confirmation mailer_subjects_email_change
  mailer_subjects_email_changed_notification mailer_subjects_identity_linked_notification mailer_subjects_identity_unlinked_notification
  mailer_subjects_invite mailer_subjects_magic_link mailer_subjects_mfa_factor_enrolled_notification
  mailer_subjects_mfa_factor_unenrolled_notification mailer_subjects_password_changed_notification
  mailer_subjects_phone_changed_notification mailer_subjects_reauthentication mailer_subjects_recovery
  mailer_templates_confirmation_content mailer_templates_email_change_content mailer_templates_email_changed_notification_content
  mailer_templates_identity_linked_notification_content mailer_templates_identity_unlinked_notification_content
  mailer_templates_invite_content mailer_templates_magic_link_content mailer_templates_mfa_factor_enrolled_notification_content
  mailer_templates_mfa_factor_unenrolled_notification_content mailer_templates_password_changed_notification_content
  mailer_templates_phone_changed_notification_content mailer_templates_reauthentication_content mailer_templates_recovery_content
  mfa_phone_template nimbus_oauth_client_id nimbus_oauth_client_secret oauth_server_authorization_path password_required_characters
  saml_external_url security_captcha_provider security_captcha_secret sessions_tags site_url sms_messagebird_access_key
  sms_messagebird_originator sms_provider sms_template sms_test_otp sms_test_otp_valid_until sms_textlocal_api_key sms_textlocal_sender
  sms_twilio_account_sid sms_twilio_auth_token sms_twilio_content_sid sms_twilio_message_service_sid sms_twilio_verify_account_sid
  sms_twilio_verify_auth_token sms_twilio_verify_message_service_sid sms_vonage_api_key sms_vonage_api_secret sms_vonage_from
  smtp_admin_email smtp_host smtp_pass smtp_port smtp_sender_name smtp_user uri_allow_list
`;

const names = (fields: string) => fields.trim().split(/\s+/);
const allOf = (fields: string, schema: z.ZodType<string | number | boolean | null>) =>
  Object.fromEntries(names(fields).map((name) => [name, schema.optional()]));

const patchBody = z.strictObject({
  ...allOf(booleanFields, z.boolean().nullable()),
  ...Object.fromEntries(
    Object.entries(authNumbers).map(([name, number]) => [name, number.nullable().optional()]),
  ),
  ...allOf(stringFields, z.string().nullable()),
  ...Object.fromEntries(
    Object.entries(authChoices).map(([name, choice]) => [name, choice.nullable().optional()]),
  ),
});

const unset = Object.fromEntries([
  ...[...Object.keys(authNumbers), ...names(stringFields)].map((name) => [name, null]),
  ...names(booleanFields).map((name) => [name, false]),
]);

const secretField = /(_secret|_secrets|_pass|_auth_token|_access_key|_api_key|_api_secret)$/;

/**
 * The configuration as the API returns it: with unset fields, and with only a fingerprint of each
 * secret, by which Supabase's CLI detects changes.
 */
function shown({ ref, auth }: Project) {
  const set = Object.entries(auth).map(([name, value]) => [
    name,
    secretField.test(name) && typeof value === "string" && value !== ""
      ? createHmac("sha256", ref).update(value).digest("hex")
      : value,
  ]);
  return { ...unset, ...authDefaults, ...Object.fromEntries(set) };
}

/** The configuration of Supabase Auth. No auth server runs here. */
export const authConfigArea: Area = {
  parity: [
    {
      what: "PATCH /v1/projects/{ref}/config/auth",
      level: "accepted",
      note: "no auth server is running",
    },
    {
      what: "GET /v1/projects/{ref}/config/auth",
      level: "accepted",
      note: "secrets are returned as fingerprints, as Supabase does",
    },
  ],
  mount: (app, projects) => {
    const path = "/v1/projects/:ref/config/auth";
    app.get(path, (context) => context.json(shown(projects.get(context.req.param("ref")))));
    app.patch(path, async (context) => {
      const ref = projects.get(context.req.param("ref")).ref;
      const asked = defined(await readBody(context, patchBody));
      const project = await projects.change(ref, (before) => ({
        ...before,
        auth: { ...before.auth, ...asked },
      }));
      return context.json(shown(project));
    });
  },
};
