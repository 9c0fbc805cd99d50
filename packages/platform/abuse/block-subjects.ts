// Not from zod itself: a schema created before this library is loaded lacks `openapi`.
import { z } from "@hono/zod-openapi";
import { subscriberOf } from "./networks.ts";

/**
 * The subject of strikes and blocks: `user:<id>` for an account, `192.0.2.1` or `2001:db8::/64` for
 * an address.
 */
export const userSubject = (userId: string): string => `user:${userId.toLowerCase()}`;

export const isUserSubject = (subject: string): boolean => subject.startsWith("user:");

const anyAddress = z.union([z.ipv4(), z.ipv6()]);

/** No address or network is longer as text. */
const longestSubject = 64;

/**
 * A subject as operators type it: an account as `user:<id>`, an address, or the /64 of an IPv6
 * address.
 */
export const blockSubject = z
  .string()
  .max(longestSubject)
  .transform((text, context): string => {
    const subject = parseSubject(text.trim());
    if (subject !== undefined) return subject;
    context.addIssue({
      code: "custom",
      message: "must be an IP address, an IPv6 /64 network, or user:<id>",
    });
    return z.NEVER;
  });

function parseSubject(text: string): string | undefined {
  if (isUserSubject(text)) {
    const id = text.slice("user:".length);
    return z.uuid().safeParse(id).success ? userSubject(id) : undefined;
  }
  const [, address = text] = /^(.*:.*)\/64$/.exec(text) ?? [];
  // Otherwise `192.0.2` would be parsed as 192.0.0.2, as inet_aton does.
  return anyAddress.safeParse(address).success ? subscriberOf(address) : undefined;
}
