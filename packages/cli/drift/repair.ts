import { messageOf } from "@seaworthy/core/errors";
import type { Repairable, Unread } from "./finding.ts";

/** What `--repair` would undo: what is foreign only with `--prune`. */
export const repairables = (drifts: readonly Repairable[], prune: boolean): Repairable[] =>
  drifts.filter(({ repair, kind }) => repair !== undefined && (prune || kind !== "foreign"));

/**
 * Puts back what is declared, one call an object. With `prune` what is foreign in it goes with the
 * same call. Returns what could not be put back.
 */
export async function repairAll(
  drifts: readonly Repairable[],
  prune: boolean,
): Promise<readonly Unread[]> {
  const failed: Unread[] = [];
  const chosen = repairables(drifts, prune);
  const byKey = Map.groupBy(chosen, ({ repairKey, name }) => repairKey ?? name);
  for (const [first] of byKey.values()) {
    try {
      await first?.repair?.({ prune });
    } catch (thrown) {
      const { type = "", name = "" } = first ?? {};
      failed.push({ type, name, reason: messageOf(thrown) });
    }
  }
  return failed;
}
