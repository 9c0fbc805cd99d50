import { openHyperdrives } from "@seaworthy/local/cloudflare/hyperdrive/index";
import type { BenchRequest, BenchTools, RequestFigures } from "@seaworthy/stack/testing/bench";
import { startStack, type TestStack } from "../stack.ts";
import type { TestWorker } from "../worker.ts";

type Side = "bare" | "platform";
export type Requests = readonly BenchRequest[];
/** Makes the requests of one round. */
export type Kind = Readonly<Record<Side, () => Requests | Promise<Requests>>>;

export interface BesideBare {
  /** A Worker that has the app and the bare routes (`besideApp`). */
  readonly entry: string;
  /** Stores the rows to read, and returns the requests to send. */
  prepare(stack: TestStack, worker: TestWorker): Promise<Record<"read" | "write", Kind>>;
}

/**
 * A read and a write through the whole platform beside the bare routes, in turn, in one workerd and
 * on the connections that Hyperdrive keeps logged in: medians of the rounds.
 */
export async function measureBesideBare(tools: BenchTools, { entry, prepare }: BesideBare) {
  const stack = await startStack({ STATEMENT_TIMEOUT_MS: "10000" });
  const hyperdrives = openHyperdrives();
  try {
    const app = await hyperdrives.urlOf(stack.addresses.database.href);
    const bare = await hyperdrives.urlOf(bareUrl(stack));
    const worker = await stack.startWorker({ BARE_DATABASE_URL: bare }, app, entry);
    const { read, write } = await prepare(stack, worker);
    return { read: await compare(tools, read), write: await compare(tools, write) };
  } finally {
    await hyperdrives.close();
    await stack.close();
  }
}

/** The database's owner, for whom no row-level security applies, through the same pooler. */
function bareUrl({ addresses, admin }: TestStack): string {
  const url = new URL(addresses.database);
  url.username = url.username.replace(/^[^.]+/, String(admin.options.user));
  url.password = String(admin.options.pass);
  return url.href;
}

async function compare({ load, median, sendRequests }: BenchTools, kind: Kind) {
  const rounds: Record<Side, RequestFigures>[] = [];
  // The first round is a warm-up.
  for (let round = 0; round <= load.rounds; round++) {
    const taken = {
      bare: await sendRequests(await kind.bare()),
      platform: await sendRequests(await kind.platform()),
    };
    if (round > 0) rounds.push(taken);
  }
  const both = (figure: keyof RequestFigures) => ({
    bare: median(rounds.map(({ bare }) => bare[figure])),
    platform: median(rounds.map(({ platform }) => platform[figure])),
  });
  const ratio = (figure: keyof RequestFigures) =>
    median(rounds.map(({ bare, platform }) => platform[figure] / bare[figure]));
  return {
    requestsPerSecond: both("requestsPerSecond"),
    p95Ms: both("p95Ms"),
    throughputToBareHono: ratio("requestsPerSecond"),
    p95ToBareHono: ratio("p95Ms"),
  };
}
