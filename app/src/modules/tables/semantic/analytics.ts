import type { Bindings } from "@seaworthy/platform/bindings/bindings";
import { optionalOf } from "@seaworthy/platform/modules/own";
import { tables } from "../module.ts";

interface AnalyticsEngine {
  writeDataPoint(point: { indexes: string[]; blobs: string[]; doubles: number[] }): void;
}

const isAnalytics = (value: unknown): value is AnalyticsEngine =>
  typeof value === "object" && value !== null && "writeDataPoint" in value;

/** Writes one data point where Analytics Engine is bound: how much, and how long it took. */
export function noteUse(
  bindings: Pick<Bindings, "modules">,
  event: "embedded" | "searched",
  tableId: string,
  [count, durationMs]: readonly [number, number],
): void {
  const bound = optionalOf(tables, bindings, "ANALYTICS");
  if (isAnalytics(bound))
    bound.writeDataPoint({ indexes: [tableId], blobs: [event], doubles: [count, durationMs] });
}
