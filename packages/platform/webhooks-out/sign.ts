import { toBase64 } from "../runtime/base64.ts";
import { contentOf, signByHmac } from "../webhooks/standard-hmac.ts";
import { bytesOfSecret } from "./endpoint-secret.ts";

export interface OutgoingMessage {
  /** The same for every attempt; contains no dot, which separates the signed parts. */
  readonly id: string;
  readonly body: string;
  readonly sentAtMs: number;
}

/** DER prefix of an Ed25519 private key (RFC 8410), up to its 32 bytes. */
const pkcs8Head = Uint8Array.from([
  ...[0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04],
  0x20,
]);

/**
 * The headers of Standard Webhooks 1.0.0: a signature per secret, `v1` (HMAC-SHA256) for `whsec_…`,
 * `v1a` (Ed25519) for `whsk_…`. While an endpoint's secret is being replaced it has two.
 */
export async function standardWebhookHeaders(
  { id, body, sentAtMs }: OutgoingMessage,
  secrets: readonly string[],
): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(sentAtMs / 1_000));
  const content = contentOf({ id, timestamp, body });
  const signatures = secrets.map(async (secret) =>
    secret.startsWith("whsk_")
      ? signByKey(content, secret)
      : signByHmac(content, bytesOfSecret(secret, "whsec_")),
  );
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": (await Promise.all(signatures)).join(" "),
  };
}

/** The first 32 bytes are the seed; 64 are the seed followed by the public key. */
async function signByKey(content: Uint8Array<ArrayBuffer>, secret: string): Promise<string> {
  const seed = bytesOfSecret(secret, "whsk_").slice(0, 32);
  const der = Uint8Array.from([...pkcs8Head, ...seed]);
  const key = await crypto.subtle.importKey("pkcs8", der, "Ed25519", false, ["sign"]);
  return `v1a,${toBase64(new Uint8Array(await crypto.subtle.sign("Ed25519", key, content)))}`;
}
