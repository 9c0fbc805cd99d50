import { z } from "zod";
import { isSigned } from "./webhook-signature.ts";
import { isRecentSeconds, jsonOf, occurredAtOf, type WebhookSource } from "./webhook-source.ts";

const body = z.object({
  type: z.string().max(200),
  timestamp: z.iso.datetime({ offset: true }).optional(),
  data: z
    .object({ id: z.string().max(300).optional() })
    .loose()
    .optional(),
});

const base64 = /^whsec_(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

/** One that starts with `whsec_` must be Base64; with an empty one, anyone could sign. */
function isUsable(secret: string): boolean {
  return secret.startsWith("whsec_") ? secret !== "whsec_" && base64.test(secret) : secret !== "";
}

/** Standard Webhooks 1.0.0; Svix sends the same under its own names. */
export const standardSource: WebhookSource = {
  verify: async ({ headers, text }, secrets, nowMs) => {
    const [id, timestamp, signature] = ["id", "timestamp", "signature"].map(
      (part) => headers.get(`webhook-${part}`) ?? headers.get(`svix-${part}`) ?? "",
    ) as [string, string, string];
    if (id === "" || !isRecentSeconds(timestamp, nowMs)) return false;
    const usable = secrets.filter(isUsable);
    return isSigned({ id, timestamp, body: text }, signature, usable);
  },
  envelopeOf: ({ headers, text }) => {
    const eventId = headers.get("webhook-id") ?? headers.get("svix-id");
    const parsed = body.safeParse(jsonOf(text));
    if (eventId === null || !parsed.success) return undefined;
    const { type, timestamp, data } = parsed.data;
    return {
      eventId,
      type,
      subject: data?.id ?? "",
      occurredAt: occurredAtOf(timestamp === undefined ? undefined : Date.parse(timestamp)),
    };
  },
};
