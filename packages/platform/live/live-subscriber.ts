import { z } from "zod";
import { userSubject } from "../abuse/block-subjects.ts";
import { clientSubscriber } from "../abuse/client-address.ts";
import { tokenClaims } from "../auth/token-claims.ts";
import { AppError } from "../errors/errors.ts";
import type { AppContext } from "../runtime/app-env.ts";

/** How many WebSockets one sender may have, and how long one may be silent. */
export interface LiveLimits {
  /** Per signed-in user, across addresses. */
  readonly perUser: number;
  /** For all anonymous users at one address: an office shares one address. */
  readonly perAddress: number;
  /** A socket that sends nothing for this long is closed; `ping` is enough. */
  readonly idleSeconds: number;
}

/** Tells a Durable Object who a socket belongs to. */
export const liveSubscriber = z.object({
  tag: z.string(),
  most: z.number(),
  idleMs: z.number(),
});
export type LiveSubscriber = z.output<typeof liveSubscriber>;

export const subscriberHeader = "Seaworthy-Live-Subscriber";

/**
 * The upgrade for a Durable Object, with its sender: set here, whatever the client sent. Throws
 * UPGRADE_REQUIRED, and like `tokenClaims`.
 */
export async function upgradeOf(c: AppContext, limits: LiveLimits): Promise<Request> {
  c.header("RateLimit-Policy", policyOf(limits));
  if (c.req.header("upgrade")?.toLowerCase() !== "websocket") {
    throw new AppError("UPGRADE_REQUIRED", "Open this URL as a WebSocket.", {
      headers: { Upgrade: "websocket" },
    });
  }
  const claims = c.get("claims") ?? (await tokenClaims(c, c.var.services.clock));
  const [tag, most] =
    claims === undefined
      ? [`address:${clientSubscriber(c)}`, limits.perAddress]
      : [userSubject(claims.sub), limits.perUser];
  const subscriber: LiveSubscriber = { tag, most, idleMs: limits.idleSeconds * 1000 };
  const headers = new Headers(c.req.raw.headers);
  headers.set(subscriberHeader, JSON.stringify(subscriber));
  return new Request(c.req.raw, { headers });
}

/**
 * The Durable Object's response to the client: the open socket. Throws RATE_LIMITED when the sender
 * has reached their limit, LIVE_FULL when the object has.
 */
export function opened(response: Response): Response {
  if (response.status === 101) return response;
  if (response.status === 404) throw new AppError("NOT_FOUND", "Not found.");
  if (response.status === 429)
    throw new AppError("RATE_LIMITED", "Too many open connections. Close one, then try again.", {
      retryable: true,
      headers: { "Retry-After": "30" },
    });
  throw new AppError("LIVE_FULL", "All connections are in use. Try again later.", {
    retryable: true,
    headers: { "Retry-After": "30" },
  });
}

/** Limits on concurrently open sockets have no time window. */
function policyOf({ perUser, perAddress }: LiveLimits): string {
  const kind = 'qu="concurrent-requests"';
  return `"live-user";q=${perUser};${kind}, "live-address";q=${perAddress};${kind}`;
}
