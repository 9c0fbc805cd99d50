import type { VendorClient } from "@seaworthy/core/http";
import { z } from "zod";
import { type LogRecord, parseLogLine } from "./log-record.ts";

export interface StoredLogsRequest {
  readonly accountId: string;
  /** The Worker's name. */
  readonly script: string;
  readonly sinceMs: number;
  readonly nowMs: number;
  /** Only what the app notes for the audit. */
  readonly audit?: boolean | undefined;
}

export interface StoredLogs {
  /** Oldest first. */
  readonly records: readonly LogRecord[];
  /** Older lines of the time asked for were not read. */
  readonly isCut: boolean;
}

/** Cloudflare's maximum for one query. */
const perQuery = 2_000;
const mostQueries = 10;

const eventSchema = z.object({
  timestamp: z.number(),
  /** What the Worker logged: JSON is stored parsed, other lines as they are. */
  source: z.unknown(),
  $metadata: z.object({
    id: z.string(),
    level: z.string().optional(),
    message: z.string().optional(),
  }),
});
type StoredEvent = z.output<typeof eventSchema>;

const answerSchema = z.object({
  result: z.object({ events: z.object({ events: z.array(eventSchema).default([]) }).optional() }),
});

/**
 * The lines of a Worker's log that Cloudflare stores. Each query takes the newest of its time, so
 * the next one ends at the oldest line of the one before.
 *
 * Throws VENDOR_UNAUTHORIZED without the right Account · Workers Observability · Read.
 */
export async function readStoredLogs(
  client: VendorClient,
  request: StoredLogsRequest,
): Promise<StoredLogs> {
  const found = new Map<string, StoredEvent>();
  let toMs = request.nowMs;
  for (let queries = 0; queries < mostQueries; queries++) {
    const events = await query(client, request, toMs);
    for (const event of events) found.set(event.$metadata.id, event);
    if (events.length < perQuery) return stored(found, false);
    toMs = Math.min(toMs - 1, ...events.map(({ timestamp }) => timestamp));
  }
  return stored(found, true);
}

function stored(found: ReadonlyMap<string, StoredEvent>, isCut: boolean): StoredLogs {
  const events = [...found.values()].sort((one, other) => one.timestamp - other.timestamp);
  return { records: events.map((event) => parseLogLine(lineOf(event))), isCut };
}

async function query(
  client: VendorClient,
  { accountId, script, sinceMs, audit }: StoredLogsRequest,
  toMs: number,
): Promise<readonly StoredEvent[]> {
  const equals = (key: string, value: string) => ({ key, operation: "eq", type: "string", value });
  const ofAudit = audit ? [equals("level", "audit")] : [];
  const { body } = await client.request(
    "POST",
    `/accounts/${accountId}/workers/observability/telemetry/query`,
    {
      queryId: "seaworthy-logs",
      view: "events",
      limit: perQuery,
      timeframe: { from: sinceMs, to: toMs },
      parameters: {
        datasets: ["cloudflare-workers"],
        filterCombination: "and",
        filters: [equals("$metadata.service", script), ...ofAudit],
      },
    },
  );
  return answerSchema.parse(body).result.events?.events ?? [];
}

const ownSchema = z.looseObject({ time: z.string(), level: z.string() });

/** As the app wrote it; a line that is not the platform's gets its time and level. */
function lineOf({ source, timestamp, $metadata: { level = "info", message } }: StoredEvent) {
  const own = ownSchema.safeParse(source);
  if (own.success) return JSON.stringify(own.data);
  const time = new Date(timestamp).toISOString();
  const text = typeof source === "string" ? source : message;
  return JSON.stringify({ time, level, message: text ?? JSON.stringify(source) });
}
