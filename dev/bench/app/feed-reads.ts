import { startStack, type TestStack } from "@seaworthy/app/testing/stack";
import { newPerson } from "@seaworthy/app/testing/tokens";
import { openHyperdrives } from "@seaworthy/local/cloudflare/hyperdrive/index";
import autocannon from "autocannon";
import type { Load } from "./cached-route.ts";

type Way = "cached" | "uncachedByHyperdrive" | "uncachedDirect";

/**
 * Feed reads in one run, alternating: from the cache; from the database on connections that
 * Hyperdrive keeps logged in, as the local cloud and Cloudflare do; and on connections that each
 * request opens itself. Medians of the rounds.
 */
export async function measureFeedReads(
  load: Load,
  median: (values: readonly number[]) => number,
): Promise<Record<string, unknown>> {
  const stack = await startStack();
  const hyperdrives = openHyperdrives();
  try {
    await stack.admin`insert into posts (author_id, body) select gen_random_uuid(), repeat('post ', 20) || n from generate_series(1, 100) n`;
    const targets = await targetsOf(stack, await hyperdrives.urlOf(stack.addresses.database.href));
    const rounds: Record<Way, number>[] = [];
    // The first round is a warm-up.
    for (let round = 0; round <= load.rounds; round++) {
      const taken = {} as Record<Way, number>;
      for (const { way, url, headers } of targets)
        taken[way] = await requestsPerSecond(url, headers, load);
      if (round > 0) rounds.push(taken);
    }
    const of = (way: Way) => median(rounds.map((round) => round[way]));
    return {
      requestsPerSecond: Object.fromEntries(targets.map(({ way }) => [way, of(way)])),
      cachedToUncached: median(rounds.map((round) => round.cached / round.uncachedByHyperdrive)),
      hyperdriveToDirect: median(
        rounds.map((round) => round.uncachedByHyperdrive / round.uncachedDirect),
      ),
    };
  } finally {
    await hyperdrives.close();
    await stack.close();
  }
}

/** A signed-in reader's page always comes from the database. */
async function targetsOf(stack: TestStack, hyperdriveUrl: string) {
  const kept = await stack.startWorker({}, hyperdriveUrl);
  const { authorization } = await newPerson();
  const url = (worker: { url: URL }) => new URL("/rest/feed", worker.url).href;
  return [
    { way: "cached", url: url(kept), headers: {} },
    { way: "uncachedByHyperdrive", url: url(kept), headers: { authorization } },
    { way: "uncachedDirect", url: url(stack.worker), headers: { authorization } },
  ] as const;
}

async function requestsPerSecond(
  url: string,
  headers: Record<string, string>,
  { connections, seconds }: Load,
): Promise<number> {
  // In a thread: the services run in this process.
  const { requests, non2xx, errors } = await autocannon({
    url,
    headers,
    connections,
    duration: seconds,
    workers: 1,
  });
  if (non2xx + errors > 0) throw new BenchError(`${non2xx + errors} requests to ${url} failed.`);
  return requests.average;
}

class BenchError extends Error {
  override readonly name = "BenchError";
}
