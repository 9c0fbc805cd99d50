import { openHyperdrives } from "@seaworthy/local/cloudflare/hyperdrive/index";
import type { BenchTools } from "@seaworthy/stack/testing/bench";
import { startStack, type TestStack } from "../../../../testing/stack.ts";
import { newPerson } from "../../../../testing/tokens.ts";

type Way = "cached" | "uncachedByHyperdrive" | "uncachedDirect";

/**
 * Feed reads in one run, alternating: from the cache; from the database on connections that
 * Hyperdrive keeps logged in, as the local cloud and Cloudflare do; and on connections that each
 * request opens itself. Medians of the rounds.
 */
export async function measure(tools: BenchTools): Promise<Record<string, unknown>> {
  return { feedReads: await measureFeedReads(tools) };
}

async function measureFeedReads({ load, median, sendLoad }: BenchTools) {
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
        taken[way] = (await sendLoad(url, headers)).requestsPerSecond;
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
