import { defineModule } from "@seaworthy/platform/modules/define-module";
import { z } from "zod";

/** What an API key can be allowed to do with its owner's leads. */
export type OutreachScope = (typeof outreach.scopes)[number];

/** Leads, campaigns by mail within quotas, unsubscribing, and events to customers' webhooks. */
export const outreach = defineModule({
  name: "outreach",
  configuration: z.strictObject({
    postalAddress: z
      .string()
      .max(300)
      .default("")
      .describe("Postal address at the end of each campaign mail, which CAN-SPAM asks for"),
    webhooks: z
      .strictObject({
        timeoutSeconds: z
          .int()
          .min(1)
          .max(30)
          .default(30)
          .describe("How long a webhook's receiver may take"),
        resolver: z
          .url({ protocol: /^https?$/ })
          .default("https://cloudflare-dns.com/dns-query")
          .describe("DNS over HTTPS that is asked whether a receiver's address is public"),
        loopback: z
          .boolean()
          .default(false)
          .describe("Take receivers on this machine. Only a local stack obeys it"),
      })
      .prefault({})
      .describe("Events that are sent to customers"),
  }),
  scopes: ["leads:write"],
  schedules: { work: "* * * * *", retention: "daily" },
  secrets: { WEBHOOK_ENDPOINT_KEY: "Encrypts the secrets of webhook endpoints." },
  metrics: {
    counters: {
      outreach_emails_total: "Campaign mails by what became of them.",
      outreach_webhooks_total: "Attempts to deliver a webhook by what became of them.",
    },
  },
  edge: () => ({
    rateLimits: [
      { name: "unsubscribe", under: ["/unsubscribe"], perMinute: 100 },
      { name: "mail-events", under: ["/webhooks/mail"], perMinute: 120 },
    ],
  }),
  seed: { leads: 10_000, campaigns: 10, accounts: 5 },
});
