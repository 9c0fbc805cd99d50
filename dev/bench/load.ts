import { existsSync } from "node:fs";
import { join } from "node:path";
import { modules } from "@seaworthy/app/src/modules";
import { SeaworthyError } from "@seaworthy/core/errors";
import { findProject } from "@seaworthy/core/project";
import type { BenchTools, Load, MeasureModule } from "@seaworthy/stack/testing/bench";
import autocannon from "autocannon";
import { sendRequests } from "./send-requests.ts";
import { median } from "./stopwatch.ts";

/** The figures that modules add to a bench, from their `testing/bench-<bench>.ts`. */
export async function figuresOfModules(
  bench: string,
  load: Load,
): Promise<Record<string, unknown>> {
  const folder = join(findProject().root, "app", "src", "modules");
  const files = modules
    .map(({ name }: { name: string }) => join(folder, name, "testing", `bench-${bench}.ts`))
    .filter((file) => existsSync(file));
  const figures: Record<string, unknown> = {};
  for (const file of files) {
    const { measure } = (await import(file)) as { measure: MeasureModule };
    Object.assign(figures, await measure(toolsFor(load)));
  }
  return figures;
}

const toolsFor = (load: Load): BenchTools => ({
  load,
  median,
  sendRequests: (requests) => sendRequests(requests, load),
  sendLoad: async (url, headers = {}) => {
    // In a thread: the services run in this process.
    const { requests, latency, non2xx, errors } = await autocannon({
      ...{ url, headers, workers: 1 },
      connections: load.connections,
      duration: load.seconds,
    });
    if (non2xx + errors > 0)
      throw new SeaworthyError("PROCESS_FAILED", `${non2xx + errors} requests to ${url} failed.`);
    return { requestsPerSecond: requests.average, p99Ms: latency.p99 };
  },
});
