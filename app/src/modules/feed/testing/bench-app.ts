import { join } from "node:path";
import type { BenchTools, LoadFigures } from "@seaworthy/stack/testing/bench";
import { startStack, type TestStack } from "../../../../testing/stack.ts";
import { page } from "../bench/page.ts";

/**
 * A cached page through the whole platform compared with a bare Hono route of the same size,
 * alternating in one workerd: medians of the rounds.
 */
export async function measure(tools: BenchTools): Promise<Record<string, unknown>> {
  return { cachedRoute: await measureCachedRoute(tools) };
}

async function measureCachedRoute({ load, median, sendLoad }: BenchTools) {
  const stack = await startStack();
  try {
    const origin = await startBoth(stack);
    const rounds: Record<"bare" | "platform", LoadFigures>[] = [];
    // The first round is a warm-up.
    for (let round = 0; round <= load.rounds; round++) {
      const taken = {
        bare: await sendLoad(`${origin}bare`),
        platform: await sendLoad(`${origin}rest/feed`),
      };
      if (round > 0) rounds.push(taken);
    }
    const of = (name: "bare" | "platform", figure: keyof LoadFigures) =>
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
  const worker = await stack.startWorker(
    {},
    undefined,
    join(import.meta.dirname, "../bench/worker.ts"),
  );
  return worker.url;
}
