import type { AppContext } from "../runtime/app-env.ts";
import { subscriberOf } from "./networks.ts";

/**
 * The caller's address. Cloudflare sets the header and drops a caller's own; undefined where
 * nothing stands in front of the Worker.
 */
export function clientAddress(c: AppContext): string | undefined {
  return c.req.header("cf-connecting-ip");
}

/** Whom a limit or a block for the address means; everybody without an address is one. */
export function clientSubscriber(c: AppContext): string {
  const address = clientAddress(c);
  return (address === undefined ? undefined : subscriberOf(address)) ?? "unknown";
}
