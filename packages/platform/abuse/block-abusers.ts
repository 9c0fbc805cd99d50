import { createMiddleware } from "hono/factory";
import { LRUCache } from "lru-cache";
import { tokenClaims } from "../auth/token-claims.ts";
import { AppError, type ErrorCode } from "../errors/errors.ts";
import { limiterAccess, openRedis } from "../redis/redis.ts";
import type { AppContext, AppEnv } from "../runtime/app-env.ts";
import type { Clock } from "../runtime/clock.ts";
import { isolate } from "../runtime/isolate.ts";
import { type BlockPolicy, type Blocks, defaultBlockPolicy, openBlocks } from "./address-blocks.ts";
import { isUserSubject, userSubject } from "./block-subjects.ts";
import { clientAddress } from "./client-address.ts";
import { mayComeFromForeignPage } from "./foreign-page.ts";
import { isInNetworks, subscriberOf } from "./networks.ts";

export interface BlockAbusersOptions {
  readonly clock: Clock;
  readonly policy?: BlockPolicy;
  /** Strikes for a rejection with that code. Defaults below. */
  readonly strikes?: Partial<Record<ErrorCode, number>>;
}

const defaultStrikes: Partial<Record<ErrorCode, number>> = {
  REQUEST_REFUSED: 10,
  UNAUTHENTICATED: 1,
  RATE_LIMITED: 1,
};

/**
 * A subject that was let through this recently passes without a round trip to Redis: other isolates
 * see a new block with this delay.
 */
const trustMs = 5_000;

/**
 * Blocks clients that are rejected too often, for 15 minutes at first and twice as long each time:
 * signed-in users by account, others by address. What a foreign page can make a browser send does
 * not count. Addresses in `ALLOWED_ADDRESSES` are never blocked, and nothing is blocked while Redis
 * is down: an outage must not lock users out. Throws ADDRESS_BLOCKED, ACCOUNT_BLOCKED.
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
    const sender = await senderOf(c, clock, subscribers);
    if (bindings === undefined || sender === undefined) return next();
    const blocks = openBlocks(openRedis(limiterAccess(bindings)), policy);
    const admit = async (subject: string) => {
      if ((trusted.get(subject) ?? 0) > clock.now()) return;
      const remainingMs = await remainingOf(c, blocks, subject);
      if (remainingMs > 0) throw refusal(subject, remainingMs);
      trusted.set(subject, clock.now() + trustMs);
    };
    c.set("admit", admit);
    await admit(sender);
    await next();
    const count = c.error instanceof AppError ? strikes[c.error.code] : undefined;
    if (count === undefined || c.get("withoutStrike") || mayComeFromForeignPage(c)) return;
    const key = c.get("apiKey");
    const subject = key === undefined ? sender : userSubject(key.ownerId);
    trusted.delete(subject);
    c.executionCtx.waitUntil(strike(c, blocks, subject, count));
  });
}

/** Longer than any address as text: longer strings are not addresses and are not stored. */
const longestAddress = 45;

/**
 * The account of a valid token, otherwise the address. Undefined for clients that are never
 * blocked: probes, addresses on the allow list, and requests with neither.
 */
async function senderOf(
  c: AppContext,
  clock: Clock,
  known: LRUCache<string, { subscriber: string | undefined }>,
): Promise<string | undefined> {
  const address = clientAddress(c);
  if (address === undefined || address.length > longestAddress || c.req.path.startsWith("/health"))
    return undefined;
  const found = known.get(address) ?? { subscriber: subscriberToJudge(c, address) };
  known.set(address, found);
  return found.subscriber === undefined
    ? undefined
    : ((await userOf(c, clock)) ?? found.subscriber);
}

function subscriberToJudge(c: AppContext, address: string): string | undefined {
  return isInNetworks(address, c.env.settings.ALLOWED_ADDRESSES)
    ? undefined
    : subscriberOf(address);
}

/** The route that requires a token reports why it is invalid. */
async function userOf(c: AppContext, clock: Clock): Promise<string | undefined> {
  try {
    const claims = await tokenClaims(c, clock);
    return claims === undefined ? undefined : userSubject(claims.sub);
  } catch {
    return undefined;
  }
}

async function remainingOf(c: AppContext, blocks: Blocks, subject: string): Promise<number> {
  try {
    return await blocks.remainingMs(subject);
  } catch (error) {
    c.var.log.warn("block.unknown", { error });
    return 0;
  }
}

async function strike(
  c: AppContext,
  blocks: Blocks,
  subject: string,
  count: number,
): Promise<void> {
  try {
    const blockMs = await blocks.strike(subject, count);
    if (blockMs === 0) return;
    const minutes = blockMs / 60_000;
    const kind = isUserSubject(subject) ? "account" : "address";
    isolate.metrics.count("blocks_total", { subject: kind });
    if (kind === "account") c.var.log.audit("account.blocked", { account: subject, minutes });
    else c.var.log.audit("address.blocked", { address: subject, minutes });
  } catch (error) {
    c.var.log.warn("block.strike_lost", { error });
  }
}

function refusal(subject: string, remainingMs: number): AppError {
  const headers = { "Retry-After": String(Math.ceil(remainingMs / 1000)) };
  return isUserSubject(subject)
    ? new AppError(
        "ACCOUNT_BLOCKED",
        "Too many rejected requests from this account. Try again later.",
        { retryable: true, headers },
      )
    : new AppError(
        "ADDRESS_BLOCKED",
        "Too many rejected requests from this IP address. Try again later.",
        { retryable: true, headers },
      );
}
