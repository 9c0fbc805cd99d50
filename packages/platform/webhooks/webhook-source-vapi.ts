import { z } from "zod";
import {
  fromHex,
  isHmac,
  isRecentSeconds,
  jsonOf,
  occurredAtOf,
  type WebhookSource,
} from "./webhook-source.ts";

/** The type is the message's, never the body's own. */
const envelope = z.object({
  message: z
    .object({
      type: z.string().min(1).max(100),
      status: z.string().max(100).optional(),
      timestamp: z.number().optional(),
      call: z
        .object({ id: z.string().min(1).max(200), orgId: z.string().max(200).optional() })
        .loose(),
    })
    .loose(),
});

/**
 * Vapi's HMAC credential configured with sha256: `x-signature`, `x-timestamp` (seconds) and
 * `x-message-id`, over `{timestamp}.{body}`
 * (https://docs.vapi.ai/server-url/server-authentication).
 */
export const vapiSource: WebhookSource = {
  hasUnsignedId: true,
  verify: async ({ headers, text }, secrets, nowMs) => {
    const timestamp = headers.get("x-timestamp") ?? "";
    const given = (headers.get("x-signature") ?? "").replace(/^sha256=/, "");
    const signature = fromHex(given, 32);
    if (signature === undefined || !isRecentSeconds(timestamp, nowMs)) return false;
    return isHmac("SHA-256", secrets, `${timestamp}.${text}`, [signature]);
  },
  envelopeOf: ({ headers, text }) => {
    const parsed = envelope.safeParse(jsonOf(text));
    if (!parsed.success) return undefined;
    const { type, status = "", timestamp, call } = parsed.data.message;
    return {
      eventId: headers.get("x-message-id") ?? `${call.id}:${type}:${status}`,
      type,
      subject: call.id,
      occurredAt: occurredAtOf(timestamp),
      account: call.orgId,
    };
  },
};
