import { authSettings } from "../helpers/auth-settings.ts";
import { inProduction, type Rule } from "../rule.ts";

export const databaseAuthOwnSmtp: Rule = {
  id: "database-auth-own-smtp",
  area: "database",
  title: "Auth sends email through your own SMTP server",
  why: "Supabase's built-in mail server sends a few messages an hour, and only to members of the team: users receive no confirmations and no password resets.",
  fix: "Set smtp_host, smtp_port, smtp_user and smtp_admin_email together in the auth section of the settings.",
  example: {
    language: "typescript",
    code: 'auth: pulumi.jsonStringify({ smtp_host: "smtp.example.com", smtp_port: "587", smtp_user: "auth", smtp_pass: secret, smtp_admin_email: "no-reply@example.com" })',
  },
  source: "https://supabase.com/docs/guides/auth/auth-smtp",
  severity: inProduction,
  rank: "medium",
  scope: "resource",
  subjects: ["supabaseSettings"],
  judge: authSettings((auth) => {
    const parts = ["smtp_host", "smtp_port", "smtp_user", "smtp_admin_email"];
    const declared = parts.filter((part) => part in auth);
    const missing = parts.filter(
      (part) => auth[part] === undefined || auth[part] === "" || auth[part] === null,
    );
    const [property] = declared;
    return property !== undefined && missing.length > 0
      ? { said: `Auth cannot use your SMTP server: ${missing.join(", ")} is missing.`, property }
      : undefined;
  }),
};
