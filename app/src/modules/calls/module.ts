import { defineModule } from "@seaworthy/platform/modules/define-module";
import { z } from "zod";

/**
 * Voice calls: vendor events, transcripts, responses to an assistant's tool calls. Its webhooks are
 * exempt from the zone's prefix limits, because a vendor sends all customers' calls from a few
 * addresses; the Worker limits them per vendor account.
 */
export const calls = defineModule({
  name: "calls",
  configuration: z.strictObject({
    publicUrl: z
      .url()
      .optional()
      .describe("The app's address that vendors call and sign. Default: the request's own"),
    assistantId: z.string().min(1).max(100).optional().describe("Vapi's assistant for new calls"),
    transferNumber: z
      .string()
      .regex(/^\+[1-9]\d{4,14}$/)
      .optional()
      .describe("Number to which calls are transferred, in E.164"),
  }),
  secrets: {
    VAPI_WEBHOOK_SECRET: "verifies Vapi webhooks",
    TWILIO_AUTH_TOKEN: "verifies Twilio webhooks",
  },
  schedules: { unfinished: "* * * * *" },
  load: ["calls"],
  jobs: {
    "call.event": { description: "Applies a voice vendor's event to its call.", atOnce: 10 },
  },
});
