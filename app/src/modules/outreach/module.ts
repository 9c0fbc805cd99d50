import { defineModule } from "@seaworthy/platform/modules/define-module";
import { z } from "zod";

/** What an API key can be allowed to do with its owner's leads. */
export type OutreachScope = (typeof outreach.scopes)[number];

/** Leads, mail campaigns within quotas, unsubscribing, and events to customers' webhooks. */
export const outreach = defineModule({
  name: "outreach",
  configuration: z.strictObject({
    postalAddress: z
      .string()
      .max(300)
      .default("")
      .describe("Postal address at the end of each campaign mail, as CAN-SPAM requires"),
    leadsPerCampaign: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(100_000)
      .describe("Leads that one campaign may have; an import beyond it stores nothing"),
    webhooks: z
      .strictObject({
        timeoutSeconds: z
          .int()
          .min(1)
          .max(30)
          .default(30)
          .describe("Timeout of a webhook's receiver"),
        resolver: z
          .url({ protocol: /^https?$/ })
          .default("https://cloudflare-dns.com/dns-query")
          .describe("DNS-over-HTTPS resolver that tells whether a receiver's address is public"),
        loopback: z
          .boolean()
          .default(false)
          .describe("Allow receivers on this machine. Only local stacks honour it"),
      })
      .prefault({})
      .describe("Events that are sent to customers"),
  }),
  scopes: ["leads:write"],
  schedules: { work: "* * * * *", retention: "daily" },
  secrets: { WEBHOOK_ENDPOINT_KEY: "Encrypts the secrets of webhook endpoints." },
  metrics: {
    counters: {
      outreach_emails_total: "Campaign mails by outcome.",
      outreach_webhooks_total: "Webhook deliveries by outcome.",
    },
  },
  figures: {
    mailsPerHour: "Mails sent in the last hour",
    webhookSuccessRate: "Share of webhook attempts of the last hour that the receiver accepted",
    conversionRate: "Share of contacted leads that replied",
  },
  edge: () => ({
    rateLimits: [
      { name: "unsubscribe", under: ["/unsubscribe"], perMinute: 100 },
      { name: "mail-events", under: ["/webhooks/mail"], perMinute: 120 },
    ],
  }),
  load: ["outreach"],
  // A valid link needs a sent mail.
  pages: { unsubscribe: { path: "/unsubscribe/unknown", status: 404, shows: "Link not found" } },
  seed: { leads: 10_000, campaigns: 10, accounts: 5 },
});
