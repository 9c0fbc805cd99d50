import { defineModule } from "@seaworthy/platform/modules/define-module";
import { z } from "zod";

/** What an API key can be allowed to do with its owner's tables. */
export type TablesScope = (typeof tables.scopes)[number];

const mebibyte = 1024 * 1024;
const page = (section: string) => `docs/workloads/tables.md#${section}`;

/** Typed tables with live subscriptions, each on a Durable Object, replicated to PostgreSQL. */
export const tables = defineModule({
  name: "tables",
  configuration: z.strictObject({
    queryRows: z
      .int()
      .min(1)
      .max(200_000)
      .default(50_000)
      .describe("Maximum rows that a query may scan; larger queries are rejected"),
    live: z
      .strictObject({
        perTable: z.int().min(1).max(16_384).default(10_000).describe("WebSockets per table"),
        perUser: z.int().min(1).max(1_000).default(10).describe("WebSockets per user and table"),
        idleSeconds: z
          .int()
          .min(1)
          .max(86_400)
          .default(300)
          .describe(
            "How long a WebSocket may be idle before it is closed; send `ping` to keep it open",
          ),
        unconfirmedBytes: z
          .int()
          .min(1_000)
          .max(16 * mebibyte)
          .default(mebibyte)
          .describe("Unacknowledged bytes after which a subscriber is closed with code 1013"),
        pendingBytes: z
          .int()
          .min(1_000)
          .max(10 * mebibyte)
          .default(10 * mebibyte)
          .describe("Maximum bytes of debounced writes in memory"),
      })
      .prefault({})
      .describe("Limits of a table's WebSockets"),
    replication: z
      .strictObject({
        delayMs: z
          .int()
          .min(0)
          .max(600_000)
          .default(1_000)
          .describe("How long changes are batched before they are sent to PostgreSQL"),
        verifySeconds: z
          .int()
          .min(1)
          .max(86_400)
          .default(3_600)
          .describe("How often the copy in PostgreSQL is verified and repaired"),
      })
      .prefault({})
      .describe("The copy of each table in PostgreSQL"),
    semantic: z
      .strictObject({
        subscriptionSeconds: z
          .int()
          .min(1)
          .max(3_600)
          .default(3_600)
          .describe("How long a subscription to similar rows lasts"),
      })
      .prefault({})
      .describe("Rows that are similar to a text"),
  }),
  scopes: ["tables:read", "tables:write"],
  schedules: { tombstones: "daily" },
  optionalBindings: {
    AI: {
      kind: "ai",
      description: "Workers AI, which embeds the texts of semantic columns.",
      without: "rows count as similar that share words",
    },
    VECTOR_INDEX: {
      kind: "vectorize",
      description: "Vectorize index of the embedded rows, for large tables.",
      without: "a search compares the text with every row of the table",
    },
    ANALYTICS: {
      kind: "analytics_engine",
      description: "Analytics Engine dataset of searches and embedded rows.",
      without: "their number and duration are not recorded",
    },
  },
  jobs: {
    "table.embed": {
      description: "Embeds the texts of a table's changed rows.",
      atOncePerTenant: 1,
      leaseSeconds: 30,
    },
  },
  metrics: {
    gauges: {
      tables_sockets: "WebSockets of one table, from half of the bound on.",
      tables_pending_bytes: "Bytes of one table's debounced writes, from half of the bound on.",
      tables_copy_lag_ms: "How old the oldest change of one table is that PostgreSQL lacks.",
    },
  },
  alerts: {
    sockets: {
      description: "A table has more than 9,000 WebSockets; it takes 10,000.",
      action: page("alerts"),
      severity: "critical",
      unit: "count",
      measure: { kind: "gauge", gauge: "tables_sockets" },
      above: 9_000,
    },
    "pending-writes": {
      description: "Debounced writes of a table take more than 8 MB of memory; 10 MB is the bound.",
      action: page("alerts"),
      severity: "critical",
      unit: "bytes",
      measure: { kind: "gauge", gauge: "tables_pending_bytes" },
      above: 8_000_000,
    },
    "copy-late": {
      description: "A table's copy in PostgreSQL is more than 5 minutes behind.",
      action: page("alerts"),
      severity: "warning",
      unit: "milliseconds",
      measure: { kind: "gauge", gauge: "tables_copy_lag_ms" },
      above: 300_000,
      impliedBy: ["database"],
    },
  },
  load: ["tables"],
  durableObjects: {
    TABLES: { className: "TableObject", description: "a table's rows and WebSocket subscribers." },
  },
});

export type TablesConfiguration = z.output<typeof tables.configuration & object>;
