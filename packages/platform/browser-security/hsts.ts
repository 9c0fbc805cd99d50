import { z } from "zod";

const shape = /^max-age=[1-9]\d{0,9}(; includeSubDomains)?(; preload)?$/;

/** What stands for "send none". */
const hstsOff = "off";

/** `off`, or the header's value: `max-age=31536000; includeSubDomains; preload`. */
export const hstsValue = z
  .string()
  .refine(
    (text) => text === hstsOff || shape.test(text),
    "must be off, or max-age=<seconds>, optionally followed by `; includeSubDomains` and `; preload`",
  );

/**
 * The value for an answer to that address; undefined where there is to be none. Over plain HTTP
 * browsers ignore it (RFC 6797, 7.2), IP addresses cannot have it (8.1.1), and on localhost it
 * would lock a developer's other servers out.
 */
export function hstsFor(url: string, value: string): string | undefined {
  const { protocol, hostname } = new URL(url);
  const isNamed = !/^(?:.*\.)?localhost\.?$|^[\d.]+$|^\[/.test(hostname);
  return value !== hstsOff && protocol === "https:" && isNamed ? value : undefined;
}
