import { join } from "node:path";
import { startStack, type TestStack } from "@seaworthy/app/testing/stack";
import autocannon from "autocannon";
import { page } from "./page.ts";

export interface Load {
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
}

interface Figures {
  readonly requestsPerSecond: number;
  readonly p99Ms: number;
}

/**
 * A cached page through the whole platform compared with a bare Hono route of the same size,
 * alternating in one workerd: medians of the rounds.
 */
export async function measureCachedRoute(
  load: Load,
  median: (values: readonly number[]) => number,
): Promise<Record<string, unknown>> {
  const stack = await startStack();
  try {
    const origin = await startBoth(stack);
    const rounds: Record<"bare" | "platform", Figures>[] = [];
    // The first round is a warm-up.
    for (let round = 0; round <= load.rounds; round++) {
      const taken = {
        bare: await takeFigures(`${origin}bare`, load),
        platform: await takeFigures(`${origin}rest/feed`, load),
      };
      if (round > 0) rounds.push(taken);
    }
    const of = (name: "bare" | "platform", figure: keyof Figures) =>
      median(rounds.map((round) => round[name][figure]));
    return {
      requestsPerSecond: {
        bare: of("bare", "requestsPerSecond"),
        platform: of("platform", "requestsPerSecond"),
      },
      p99Ms: { bare: of("bare", "p99Ms"), platform: of("platform", "p99Ms") },
      throughputToBareHono: median(
        rounds.map(({ bare, platform }) => platform.requestsPerSecond / bare.requestsPerSecond),
      ),
      p99ToBareHono: median(rounds.map(({ bare, platform }) => platform.p99Ms / bare.p99Ms)),
    };
  } finally {
    await stack.close();
  }
}

async function startBoth(stack: TestStack): Promise<URL> {
  const bodies = page.posts.map(({ body }) => body);
  await stack.admin`insert into posts (author_id, body) select gen_random_uuid(), body from jsonb_array_elements_text(${stack.admin.json(bodies)}) body`;
  const worker = await stack.startWorker({}, undefined, join(import.meta.dirname, "worker.ts"));
  return worker.url;
}

async function takeFigures(url: string, { connections, seconds }: Load): Promise<Figures> {
  // In a thread: the services run in this process.
  const { requests, latency, non2xx, errors } = await autocannon({
    url,
    connections,
    duration: seconds,
    workers: 1,
  });
  if (non2xx + errors > 0) throw new BenchError(`${non2xx + errors} requests to ${url} failed.`);
  return { requestsPerSecond: requests.average, p99Ms: latency.p99 };
}

class BenchError extends Error {
  override readonly name = "BenchError";
}
