import { messageOf } from "@seaworthy/core/errors";
import type { Repairable, Unread } from "./finding.ts";

/** What `--repair` would repair; foreign objects only with `--prune`. */
export const repairables = (drifts: readonly Repairable[], prune: boolean): Repairable[] =>
  drifts.filter(({ repair, kind }) => repair !== undefined && (prune || kind !== "foreign"));

/**
 * Restores what is declared, one call per object. With `prune` the same call removes what is
 * foreign in it. Returns what could not be repaired.
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
