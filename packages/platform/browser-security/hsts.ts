import { z } from "zod";

const shape = /^max-age=[1-9]\d{0,9}(; includeSubDomains)?(; preload)?$/;

/** Value for sending no header. */
const hstsOff = "off";

/** `off`, or the header's value: `max-age=31536000; includeSubDomains; preload`. */
export const hstsValue = z
  .string()
  .refine(
    (text) => text === hstsOff || shape.test(text),
    "must be off, or max-age=<seconds>, optionally followed by `; includeSubDomains` and `; preload`",
  );

/**
 * The header's value for a response from that URL; undefined when it must not be sent. Browsers
 * ignore it over plain HTTP (RFC 6797, 7.2), IP addresses cannot have it (8.1.1), and on localhost
 * it would make a developer's other servers unreachable.
 */
export function hstsFor(url: string, value: string): string | undefined {
  const { protocol, hostname } = new URL(url);
  const isNamed = !/^(?:.*\.)?localhost\.?$|^[\d.]+$|^\[/.test(hostname);
  return value !== hstsOff && protocol === "https:" && isNamed ? value : undefined;
}
