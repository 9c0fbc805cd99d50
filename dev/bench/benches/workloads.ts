import type { Load } from "@seaworthy/stack/testing/bench";
import { figuresOfModules } from "../load.ts";

/**
 * One read and one write of each module, beside a bare Hono route that does the same query on the
 * same services.
 */
export async function measure(
  load: Load = { rounds: 3, seconds: 3, connections: 8 },
): Promise<Record<string, unknown>> {
  return figuresOfModules("workloads", load);
}
