import {
  fromBase64Of,
  isHmac,
  occurredAtOf,
  type ReceivedWebhook,
  type WebhookSource,
} from "./webhook-source.ts";

/**
 * `X-Twilio-Signature`: HMAC-SHA-1 of the public URL and the form's parameters, sorted and joined
 * without separators. It includes no time: only the ledger stops replays
 * (https://www.twilio.com/docs/usage/webhooks/webhooks-security).
 */
export const twilioSource: WebhookSource = {
  hasUnsignedId: true,
  verify: async (webhook, secrets) => {
    const signature = fromBase64Of(webhook.headers.get("x-twilio-signature") ?? "", 20);
    if (signature === undefined || !URL.canParse(webhook.url)) return false;
    const parameters = await parametersOf(webhook);
    if (parameters === undefined) return false;
    const checks = spellingsOf(webhook.url).map((url) =>
      isHmac("SHA-1", secrets, url + parameters, [signature]),
    );
    return (await Promise.all(checks)).includes(true);
  },
  envelopeOf: ({ text, headers }) => {
    const form = new URLSearchParams(text);
    const [call, status] = [form.get("CallSid") ?? "", form.get("CallStatus") ?? ""];
    if (call === "") return undefined;
    const token = headers.get("i-twilio-idempotency-token");
    return {
      eventId: token ?? `${call}:${status}:${form.get("SequenceNumber") ?? ""}`,
      type: status,
      subject: call,
      occurredAt: occurredAtOf(Date.parse(form.get("Timestamp") ?? "")),
      account: form.get("AccountSid") ?? undefined,
    };
  },
};

/** Empty for JSON, whose digest is in the URL; undefined when that digest is wrong. */
async function parametersOf({ raw, text, url }: ReceivedWebhook): Promise<string | undefined> {
  const digest = new URL(url).searchParams.get("bodySHA256");
  if (digest !== null) {
    const actual = new Uint8Array(await crypto.subtle.digest("SHA-256", raw));
    return [...actual].map((byte) => byte.toString(16).padStart(2, "0")).join("") ===
      digest.toLowerCase()
      ? ""
      : undefined;
  }
  const form = new URLSearchParams(text);
  const names = [...new Set(form.keys())].sort();
  return names
    .flatMap((name) => [...new Set(form.getAll(name))].sort().map((value) => name + value))
    .join("");
}

/**
 * Twilio signs some URLs with the port and some without. The text is changed instead of a parsed
 * URL, which would encode what Twilio does not. One variant also leaves out login data.
 */
function spellingsOf(url: string): string[] {
  const [, scheme = "", login = "", host = "", port, rest = ""] =
    /^(https?):\/\/([^/?#@]*@)?([^/?#:]+|\[[^\]]+\])(?::(\d+))?(.*)$/s.exec(url) ?? [];
  if (host === "") return [url];
  const usual = scheme === "https" ? "443" : "80";
  const ports = ["", `:${port ?? usual}`];
  return [...new Set([url, ...ports.map((one) => `${scheme}://${login}${host}${one}${rest}`)])];
}
