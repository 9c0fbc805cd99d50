import { startTestCloud } from "@seaworthy/local/testing";
import { createUpstash } from "@seaworthy/local/upstash/api/index";
import { redisLimits } from "@seaworthy/platform/rate-limit/rate-limit-redis";
import { openRedis } from "@seaworthy/platform/redis/redis";
import { createRedis } from "@seaworthy/platform/testing/redis";
import { Ratelimit } from "@upstash/ratelimit";
import { Redis } from "@upstash/redis";

const quota = { name: "bench", limit: 1_000_000, windowMs: 60_000 };

/**
 * One counted request compared with one bare round trip to Redis and with `@upstash/ratelimit`'s
 * approximate window, alternating on one Redis: medians.
 */
export async function measureLimitedRequest(
  rounds: number,
  median: (values: readonly number[]) => number,
): Promise<Record<string, unknown>> {
  const cloud = await startTestCloud({ vendors: [createUpstash] });
  try {
    const { url, token } = await createRedis(cloud, "bench");
    const redis = openRedis({ url, token, timeoutMs: 5_000 });
    const limits = redisLimits(redis);
    const upstash = new Ratelimit({
      redis: new Redis({ url, token, enableTelemetry: false }),
      limiter: Ratelimit.slidingWindow(quota.limit, "60 s"),
      ephemeralCache: false,
    });
    // A few subjects, each with a window that fills up, as in a busy service.
    const calls = {
      trip: (_subject: string) => redis.run("return 1", [], []),
      limited: (subject: string) => limits.count([{ quota, subject }]),
      upstashRatelimit: (subject: string) => upstash.limit(subject),
    };
    const taken = {
      trip: [] as number[],
      limited: [] as number[],
      upstashRatelimit: [] as number[],
    };
    for (let round = 0; round < rounds; round++) {
      for (const name of ["trip", "limited", "upstashRatelimit"] as const)
        taken[name].push(await time(() => calls[name](`s${round % 20}`)));
    }
    const ms = {
      trip: median(taken.trip),
      limited: median(taken.limited),
      upstashRatelimit: median(taken.upstashRatelimit),
    };
    return {
      milliseconds: ms,
      limitedToBareTrip: ms.limited / ms.trip,
      limitedToUpstashRatelimit: ms.limited / ms.upstashRatelimit,
    };
  } finally {
    await cloud.close();
  }
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
