import type { Load } from "../load.ts";
import { median } from "../stopwatch.ts";

type Median = typeof median;
interface CachedRoute {
  measureCachedRoute(load: Load, middle: Median): Promise<Record<string, unknown>>;
}
interface LimitedRequest {
  measureLimitedRequest(rounds: number, middle: Median): Promise<Record<string, unknown>>;
}

/**
 * Import paths hidden from the type checker: the app is checked with the Worker's types, this file
 * with Node's.
 */
const modules: Readonly<Record<"cachedRoute" | "limitedRequest", string>> = {
  cachedRoute: "../app/cached-route.ts",
  limitedRequest: "../app/limited-request.ts",
};

/**
 * The app's platform compared with its building blocks: a cached page with bare Hono, a limited
 * request with a bare round trip and with `@upstash/ratelimit`.
 */
export async function measure(
  load: Load = { rounds: 5, seconds: 5, connections: 32 },
  limitedRounds = 2_000,
): Promise<Record<string, unknown>> {
  const { measureCachedRoute }: CachedRoute = await import(modules.cachedRoute);
  const { measureLimitedRequest }: LimitedRequest = await import(modules.limitedRequest);
  return {
    cachedRoute: await measureCachedRoute(load, median),
    limitedRequest: await measureLimitedRequest(limitedRounds, median),
  };
}
