import type { DatabaseSync } from "node:sqlite";
import { trimming } from "./trimming.ts";

/**
 * A measured operation: a transaction, or a step of one. Metric monitors compute durations and
 * failure rates from it.
 */
export interface Span {
  readonly projectId: string;
  readonly receivedMs: number;
  readonly isTransaction: boolean;
  readonly op: string | null;
  readonly description: string | null;
  readonly transaction: string | null;
  readonly environment: string | null;
  readonly release: string | null;
  readonly failed: boolean;
  readonly durationMs: number;
}

export interface Spans {
  add(spans: readonly Span[]): void;
  between(projectId: string, fromMs: number, toMs: number): Span[];
}

export function openSpans(database: DatabaseSync, keep: number): Spans {
  const insert = database.prepare(
    `insert into spans (project_id, received_ms, is_transaction, op, description, transaction_name, environment, release, failed, duration_ms)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const trim = trimming(database, "spans", keep);
  const between = database.prepare(
    "select * from spans where project_id = ? and received_ms > ? and received_ms <= ?",
  );
  return {
    add: (spans) => {
      for (const s of spans) {
        const flags = { transaction: s.isTransaction ? 1 : 0, failed: s.failed ? 1 : 0 };
        insert.run(
          s.projectId,
          s.receivedMs,
          flags.transaction,
          s.op,
          s.description,
          s.transaction,
          s.environment,
          s.release,
          flags.failed,
          s.durationMs,
        );
      }
      for (const [projectId, { length }] of Map.groupBy(spans, (each) => each.projectId))
        trim(projectId, length);
    },
    between: (projectId, fromMs, toMs) =>
      between.all(projectId, fromMs, toMs).map((row) => ({
        projectId,
        receivedMs: Number(row.received_ms),
        isTransaction: row.is_transaction === 1,
        op: row.op as string | null,
        description: row.description as string | null,
        transaction: row.transaction_name as string | null,
        environment: row.environment as string | null,
        release: row.release as string | null,
        failed: row.failed === 1,
        durationMs: Number(row.duration_ms),
      })),
  };
}
