import { createMiddleware } from "hono/factory";
import { LRUCache } from "lru-cache";
import { AppError, type ErrorCode } from "../errors/errors.ts";
import { limiterAccess, openRedis } from "../redis/redis.ts";
import type { AppContext, AppEnv } from "../runtime/app-env.ts";
import type { Clock } from "../runtime/clock.ts";
import { type BlockPolicy, type Blocks, defaultBlockPolicy, openBlocks } from "./address-blocks.ts";
import { clientAddress } from "./client-address.ts";
import { isInNetworks, subscriberOf } from "./networks.ts";

export interface BlockAbusersOptions {
  readonly clock: Clock;
  readonly policy?: BlockPolicy;
  /** What a refusal with that code counts. Default below. */
  readonly strikes?: Partial<Record<ErrorCode, number>>;
}

const defaultStrikes: Partial<Record<ErrorCode, number>> = {
  REQUEST_REFUSED: 10,
  UNAUTHENTICATED: 1,
  RATE_LIMITED: 1,
};

/**
 * A request of an address that was let through this long ago passes without a trip to Redis: so
 * late does a block arrive at another isolate.
 */
const trustMs = 5_000;

/**
 * Blocks addresses that are refused too often, for 15 minutes at first and twice as long each time.
 * Addresses of `ALLOWED_ADDRESSES` never are, and nobody is while Redis does not answer: an outage
 * may not lock users out. Throws ADDRESS_BLOCKED.
 *
 * ```ts
 * app.use(blockAbusers({ clock }));
 * ```
 */
export function blockAbusers({
  clock,
  policy = defaultBlockPolicy,
  strikes = defaultStrikes,
}: BlockAbusersOptions) {
  const trusted = new LRUCache<string, number>({ max: 10_000 });
  const subscribers = new LRUCache<string, { subscriber: string | undefined }>({ max: 10_000 });
  return createMiddleware<AppEnv>(async function blockAbusers(c, next) {
    const { bindings } = c.env;
    const subscriber = subscriberToJudge(c, subscribers);
    if (bindings === undefined || subscriber === undefined) return next();
    const blocks = openBlocks(openRedis(limiterAccess(bindings)), policy);
    if ((trusted.get(subscriber) ?? 0) <= clock.now()) {
      const remainingMs = await remainingOf(c, blocks, subscriber);
      if (remainingMs > 0) throw refusal(remainingMs);
      trusted.set(subscriber, clock.now() + trustMs);
    }
    await next();
    const count = c.error instanceof AppError ? strikes[c.error.code] : undefined;
    if (count === undefined) return;
    trusted.delete(subscriber);
    c.executionCtx.waitUntil(strike(c, blocks, subscriber, count));
  });
}

/** Longer than any address in text: what is longer is none, and is not kept. */
const longestAddress = 45;

/**
 * Undefined for whom no block is meant: probes, addresses on the allow list, and what has no
 * address.
 */
function subscriberToJudge(
  c: AppContext,
  known: LRUCache<string, { subscriber: string | undefined }>,
): string | undefined {
  const address = clientAddress(c);
  if (address === undefined || address.length > longestAddress || c.req.path.startsWith("/health"))
    return undefined;
  const found = known.get(address);
  if (found !== undefined) return found.subscriber;
  const subscriber = isInNetworks(address, c.env.settings.ALLOWED_ADDRESSES)
    ? undefined
    : subscriberOf(address);
  known.set(address, { subscriber });
  return subscriber;
}

async function remainingOf(c: AppContext, blocks: Blocks, subscriber: string): Promise<number> {
  try {
    return await blocks.remainingMs(subscriber);
  } catch (error) {
    c.var.log.warn("address.block_unknown", { error });
    return 0;
  }
}

async function strike(
  c: AppContext,
  blocks: Blocks,
  subscriber: string,
  count: number,
): Promise<void> {
  try {
    const blockMs = await blocks.strike(subscriber, count);
    if (blockMs > 0)
      c.var.log.audit("address.blocked", { address: subscriber, minutes: blockMs / 60_000 });
  } catch (error) {
    c.var.log.warn("address.strike_lost", { error });
  }
}

function refusal(remainingMs: number): AppError {
  return new AppError(
    "ADDRESS_BLOCKED",
    "Too many requests of this address were refused. Wait, and send other ones.",
    {
      retryable: true,
      headers: { "Retry-After": String(Math.ceil(remainingMs / 1000)) },
    },
  );
}
