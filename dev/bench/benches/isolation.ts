import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { codeFile } from "@seaworthy/core/code-file";
import { SeaworthyError } from "@seaworthy/core/errors";
import { zoneId } from "@seaworthy/local/cloudflare/api/ids";
import { type CloudflareTest, startCloudflareTest } from "@seaworthy/local/cloudflare/api/testing";
import type { Load } from "@seaworthy/stack/testing/bench";
import autocannon from "autocannon";
import type { ProbeSettings } from "../probe-thread.ts";
import { median, percentile } from "../stopwatch.ts";

const source = `export default { fetch: () => new Response("${"x".repeat(200)}") };`;

interface Round {
  readonly quietMs: readonly number[];
  readonly floodedMs: readonly number[];
  readonly edgeRequestsPerSecond: number;
}

/**
 * How long calls of Cloudflare's API take while the edge gets as many requests as it can serve:
 * with the edge in a thread of its own, and in the control plane's, where it is under a test's
 * clock. Alternating in one run.
 */
export async function measure(
  load: Load = { rounds: 5, seconds: 4, connections: 32 },
): Promise<Record<string, unknown>> {
  const clouds = {
    sameThread: await startCloudflareTest({ clock: { now: () => Date.now() } }),
    ownThread: await startCloudflareTest(),
  };
  const rounds: Record<keyof typeof clouds, Round[]> = { sameThread: [], ownThread: [] };
  try {
    for (const cloud of Object.values(clouds)) await cloud.deploy({ source });
    // The first round is a warm-up.
    for (let round = 0; round <= load.rounds; round++)
      for (const name of ["sameThread", "ownThread"] as const) {
        const taken = await takeRound(clouds[name], load);
        if (round > 0) rounds[name].push(taken);
      }
  } finally {
    for (const cloud of Object.values(clouds)) await cloud.close();
  }
  const figures = {
    sameThread: figuresOf(rounds.sameThread),
    ownThread: figuresOf(rounds.ownThread),
  };
  return {
    rounds: load.rounds,
    ...figures,
    floodedP99OwnToSameThread: figures.ownThread.flooded.p99Ms / figures.sameThread.flooded.p99Ms,
    edgeThroughputOwnToSameThread:
      figures.ownThread.edgeRequestsPerSecond / figures.sameThread.edgeRequestsPerSecond,
  };
}

function figuresOf(rounds: readonly Round[]) {
  const times = (read: (round: Round) => readonly number[]) => ({
    p50Ms: median(rounds.map((round) => percentile(read(round), 0.5))),
    p99Ms: median(rounds.map((round) => percentile(read(round), 0.99))),
  });
  return {
    quiet: times(({ quietMs }) => quietMs),
    flooded: times(({ floodedMs }) => floodedMs),
    edgeRequestsPerSecond: median(rounds.map((round) => round.edgeRequestsPerSecond)),
  };
}

async function takeRound(cloudflare: CloudflareTest, load: Load): Promise<Round> {
  const quietMs = await probe(cloudflare, load.seconds / 2);
  const flood = autocannon({
    url: cloudflare.app,
    connections: load.connections,
    duration: load.seconds,
    workers: 1,
  });
  const floodedMs = await probe(cloudflare, load.seconds);
  const { requests, non2xx, errors } = await flood;
  if (non2xx + errors > 0)
    throw new SeaworthyError("PROCESS_FAILED", `${non2xx + errors} requests of the flood failed.`);
  return { quietMs, floodedMs, edgeRequestsPerSecond: requests.average };
}

/** From a thread of its own, which the clouds in this process do not delay. */
async function probe({ cloud }: CloudflareTest, seconds: number): Promise<readonly number[]> {
  const workerData: ProbeSettings = {
    url: `${cloud.control.cloudflare}/zones/${zoneId}/rulesets`,
    headers: { authorization: `Bearer ${cloud.tokens.cloudflare}` },
    seconds,
  };
  const thread = new Worker(codeFile(import.meta, "../probe-thread"), { workerData });
  const [times] = await once(thread, "message");
  return times as readonly number[];
}
