import { defined } from "@seaworthy/core/defined";
import { toHex } from "@seaworthy/platform/runtime/hex";
import { secretForTests } from "@seaworthy/stack/testing/secrets";

async function hmac(hash: "SHA-1" | "SHA-256", secret: string, content: string) {
  const encode = (text: string) => new TextEncoder().encode(text);
  const algorithm = { name: "HMAC", hash };
  const key = await crypto.subtle.importKey("raw", encode(secret), algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, encode(content)));
}

/** A request signed the way Vapi signs it. */
export async function vapiRequest(
  body: unknown,
  { id, secret = secretForTests("VAPI_WEBHOOK_SECRET") }: { id?: string; secret?: string } = {},
): Promise<RequestInit> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const timestamp = String(Math.floor(Date.now() / 1000));
  return {
    method: "POST",
    body: text,
    headers: {
      "content-type": "application/json",
      "x-timestamp": timestamp,
      "x-signature": toHex(await hmac("SHA-256", secret, `${timestamp}.${text}`)),
      ...defined({ "x-message-id": id }),
    },
  };
}

/** A status callback signed the way Twilio signs it, for the URL it calls. */
export async function twilioRequest(
  url: string,
  form: Readonly<Record<string, string>>,
): Promise<RequestInit> {
  const sorted = Object.keys(form).sort();
  const content = url + sorted.map((name) => `${name}${form[name]}`).join("");
  const signature = await hmac("SHA-1", secretForTests("TWILIO_AUTH_TOKEN"), content);
  return {
    method: "POST",
    body: new URLSearchParams(form).toString(),
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "x-twilio-signature": btoa(String.fromCharCode(...signature)),
    },
  };
}
