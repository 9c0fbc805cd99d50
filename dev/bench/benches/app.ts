import type { Load } from "@seaworthy/stack/testing/bench";
import { figuresOfModules } from "../load.ts";
import { median } from "../stopwatch.ts";

interface LimitedRequest {
  measureLimitedRequest(rounds: number, middle: typeof median): Promise<Record<string, unknown>>;
}

/**
 * Import path hidden from the type checker: the app is checked with the Worker's types, this file
 * with Node's.
 */
const limitedRequestFile: string = "../app/limited-request.ts";

/**
 * The app's platform compared with its building blocks: a module's cached page with bare Hono, a
 * limited request with a bare round trip and with `@upstash/ratelimit`.
 */
export async function measure(
  load: Load = { rounds: 5, seconds: 5, connections: 32 },
  limitedRounds = 2_000,
): Promise<Record<string, unknown>> {
  const { measureLimitedRequest }: LimitedRequest = await import(limitedRequestFile);
  return {
    ...(await figuresOfModules("app", load)),
    limitedRequest: await measureLimitedRequest(limitedRounds, median),
  };
}
