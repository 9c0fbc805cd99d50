import type { Load } from "../load.ts";
import { median } from "../stopwatch.ts";

type Median = typeof median;
interface FeedReads {
  measureFeedReads(load: Load, middle: Median): Promise<Record<string, unknown>>;
}
interface BundleCost {
  measureBundle(rounds: number, middle: Median): Promise<Record<string, unknown>>;
}

/**
 * Import paths hidden from the type checker: the app is checked with the Worker's types, this file
 * with Node's.
 */
const modules: Readonly<Record<"feedReads" | "bundleCost", string>> = {
  feedReads: "../app/feed-reads.ts",
  bundleCost: "../app/bundle-cost.ts",
};

/**
 * The app's reads with and without cache, on kept and new connections; its bundle's size and
 * start-up cost.
 */
export async function measure(
  load: Load = { rounds: 5, seconds: 5, connections: 16 },
  starts = 5,
): Promise<Record<string, unknown>> {
  const { measureFeedReads }: FeedReads = await import(modules.feedReads);
  const { measureBundle }: BundleCost = await import(modules.bundleCost);
  return {
    feedReads: await measureFeedReads(load, median),
    bundle: await measureBundle(starts, median),
  };
}
