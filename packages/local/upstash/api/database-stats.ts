import { commandCalls } from "../redis/server-info.ts";

/**
 * The API's `DatabaseStats`, as far as a server knows them: Redis has counters since its start but
 * no history, so each series has only the current point. Billing, bandwidth by day and latencies
 * are left out rather than invented.
 */
export function statsView(
  info: Readonly<Record<string, string>>,
  now: string,
): Record<string, unknown> {
  const x = `${now.replace("T", " ").replace("Z", "")} +0000 UTC`;
  const number = (field: string) => Number(info[field] ?? 0);
  const series = (y: number) => [{ x, y }];
  return {
    connection_count: series(number("connected_clients")),
    keyspace: series(Number(/keys=(\d+)/.exec(info.db0 ?? "")?.[1] ?? 0)),
    throughput: series(number("instantaneous_ops_per_sec")),
    diskusage: series(number("aof_current_size")),
    hits: series(number("keyspace_hits")),
    misses: series(number("keyspace_misses")),
    current_storage: number("used_memory"),
    command_counts: [...commandCalls(info)].map(([metric_identifier, calls]) => ({
      metric_identifier,
      data_points: series(calls),
    })),
  };
}
