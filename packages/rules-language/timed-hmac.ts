import { createHmac } from "node:crypto";

/** The holder of the key may sign a header that is valid for so many seconds. */
export interface TimedHmac {
  readonly key: string;
  /** In lower case. */
  readonly header: string;
  readonly seconds: number;
}

/** True for requests whose header has a valid signature. */
export const timedHmacExpression = ({ key, header, seconds }: TimedHmac): string =>
  `is_timed_hmac_valid_v0("${key}", http.request.headers["${header}"][0], ${seconds}, http.request.timestamp.sec, 1)`;

const form =
  /^is_timed_hmac_valid_v0\("([\w-]+)", http\.request\.headers\["([a-z\d-]+)"\]\[0\], (\d+), http\.request\.timestamp\.sec, 1\)$/;

/** Undefined for every other expression, also for one that asks for something besides. */
export function readTimedHmac(expression: string): TimedHmac | undefined {
  const [, key, header, seconds] = form.exec(expression) ?? [];
  if (key === undefined || header === undefined) return undefined;
  return { key, header, seconds: Number(seconds) };
}

/** The header's value: a word, a separator, the time, and the signature of word and time. */
export function timedHmacToken(key: string, nowSeconds: number): string {
  const time = String(Math.floor(nowSeconds));
  const mac = createHmac("sha256", key).update(`load${time}`).digest("base64");
  return `load.${time}-${encodeURIComponent(mac)}`;
}
