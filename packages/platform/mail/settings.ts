import { z } from "zod";

const host = z.string().regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, "must be a lower-case hostname");

/**
 * The mail provider: the `MAIL` binding, as JSON. It never contains a key or password; that is
 * `MAIL_KEY`.
 */
export const mailSettings = z
  .discriminatedUnion("adapter", [
    z
      .strictObject({
        adapter: z.literal("resend"),
        baseUrl: z
          .url({ protocol: /^https?$/ })
          .default("https://api.resend.com")
          .describe("Address of Resend's API"),
      })
      .describe("Resend's HTTP API; `MAIL_KEY` is its API key"),
    z
      .strictObject({
        adapter: z.literal("smtp"),
        host: host.describe("The provider's server"),
        port: z
          .union([z.literal(465), z.literal(587)], "must be 465 or 587: Workers cannot use port 25")
          .describe("465: implicit TLS. 587: STARTTLS, required"),
        user: z.string().min(1).describe("User name; `MAIL_KEY` is the password"),
        keyHeader: z
          .string()
          .regex(/^[A-Za-z][A-Za-z0-9-]*$/)
          .optional()
          .describe(
            "Header with which the provider detects duplicates, e.g. `Resend-Idempotency-Key`. Without one, a mail whose response was lost needs a decision by an operator",
          ),
      })
      .describe("Any provider's SMTP server"),
    z
      .strictObject({
        adapter: z.literal("sink"),
        port: z.int().min(1).max(65_535).describe("Port of SMTP on 127.0.0.1"),
      })
      .describe("SMTP on this machine, which stores every mail and delivers none"),
    z.strictObject({ adapter: z.literal("noop") }).describe("Accepts every mail and sends none"),
  ])
  .describe("Which provider mails go through");

export type MailSettings = z.output<typeof mailSettings>;

export interface MailBindings {
  readonly MAIL?: MailSettings | undefined;
  /** Resend's API key, or the SMTP password. */
  readonly MAIL_KEY?: string | undefined;
}

/** Whether the adapter needs `MAIL_KEY`. */
export const needsMailKey = ({ adapter }: Pick<MailSettings, "adapter">): boolean =>
  adapter === "resend" || adapter === "smtp";
