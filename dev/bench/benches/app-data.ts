import type { Load } from "@seaworthy/stack/testing/bench";
import { figuresOfModules } from "../load.ts";
import { median } from "../stopwatch.ts";

interface BundleCost {
  measureBundle(rounds: number, middle: typeof median): Promise<Record<string, unknown>>;
}

/**
 * Import path hidden from the type checker: the app is checked with the Worker's types, this file
 * with Node's.
 */
const bundleCostFile: string = "../app/bundle-cost.ts";

/**
 * The modules' reads with and without cache, on kept and new connections; the bundle's size and
 * start-up cost.
 */
export async function measure(
  load: Load = { rounds: 5, seconds: 5, connections: 16 },
  starts = 5,
): Promise<Record<string, unknown>> {
  const { measureBundle }: BundleCost = await import(bundleCostFile);
  return {
    ...(await figuresOfModules("app-data", load)),
    bundle: await measureBundle(starts, median),
  };
}
