import type { AppContext } from "../runtime/app-env.ts";
import { subscriberOf } from "./networks.ts";

/**
 * The client's address. Cloudflare sets the header and drops a client's own; undefined when nothing
 * runs in front of the Worker.
 */
export function clientAddress(c: AppContext): string | undefined {
  return c.req.header("cf-connecting-ip");
}

/** The subject of a limit or block by address; all requests without an address share one. */
export function clientSubscriber(c: AppContext): string {
  const address = clientAddress(c);
  return (address === undefined ? undefined : subscriberOf(address)) ?? "unknown";
}
