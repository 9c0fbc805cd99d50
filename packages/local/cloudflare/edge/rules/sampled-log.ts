import type { Logger } from "../../../kernel/logger.ts";

/**
 * Writes one line per second for each key, with the number of lines left out: a flood must not fill
 * the log.
 */
export type SampledLog = (event: string, key: string, fields: Record<string, unknown>) => void;

const everyMs = 1_000;

export function sampledLog(log: Logger, now: () => number): SampledLog {
  const last = new Map<string, { atMs: number; omitted: number }>();
  return (event, key, fields) => {
    const seen = last.get(key);
    if (seen && now() - seen.atMs < everyMs) {
      seen.omitted++;
      return;
    }
    log.info(event, { ...fields, ...(seen?.omitted ? { omitted: seen.omitted } : {}) });
    last.set(key, { atMs: now(), omitted: 0 });
  };
}
