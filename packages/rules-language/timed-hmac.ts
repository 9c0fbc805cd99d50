import { createHmac } from "node:crypto";

/** A header signed with a shared key and valid for a limited number of seconds. */
export interface TimedHmac {
  readonly key: string;
  /** Lower-case name. */
  readonly header: string;
  readonly seconds: number;
}

/** True for requests whose header has a valid signature. */
export const timedHmacExpression = ({ key, header, seconds }: TimedHmac): string =>
  `is_timed_hmac_valid_v0("${key}", http.request.headers["${header}"][0], ${seconds}, http.request.timestamp.sec, 1)`;

const form =
  /^is_timed_hmac_valid_v0\("([\w-]+)", http\.request\.headers\["([a-z\d-]+)"\]\[0\], (\d+), http\.request\.timestamp\.sec, 1\)$/;

/** Undefined for any other expression, including one with further conditions. */
export function readTimedHmac(expression: string): TimedHmac | undefined {
  const [, key, header, seconds] = form.exec(expression) ?? [];
  if (key === undefined || header === undefined) return undefined;
  return { key, header, seconds: Number(seconds) };
}

/** The header's value: a word, a separator, the time, and the signature of both. */
export function timedHmacToken(key: string, nowSeconds: number): string {
  const time = String(Math.floor(nowSeconds));
  const mac = createHmac("sha256", key).update(`load${time}`).digest("base64");
  return `load.${time}-${encodeURIComponent(mac)}`;
}
