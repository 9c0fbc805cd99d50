import type { DatabaseSync } from "node:sqlite";
import { trimming } from "./trimming.ts";

/** A structured log line that an SDK sent (`Sentry.logger`). */
interface LogLine {
  readonly projectId: string;
  readonly receivedMs: number;
  readonly level: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface Logs {
  add(lines: readonly LogLine[]): void;
  /** Newest first. */
  list(projectId: string, limit: number): LogLine[];
}

export function openLogs(database: DatabaseSync, keep: number): Logs {
  const insert = database.prepare(
    "insert into logs (project_id, received_ms, level, body, attributes) values (?, ?, ?, ?, ?)",
  );
  const trim = trimming(database, "logs", keep);
  const newest = database.prepare(
    "select * from logs where project_id = ? order by seq desc limit ?",
  );
  return {
    add: (lines) => {
      for (const line of lines)
        insert.run(
          line.projectId,
          line.receivedMs,
          line.level,
          line.body,
          JSON.stringify(line.attributes),
        );
      for (const [projectId, { length }] of Map.groupBy(lines, (each) => each.projectId))
        trim(projectId, length);
    },
    list: (projectId, limit) =>
      newest.all(projectId, limit).map((row) => ({
        projectId,
        receivedMs: Number(row.received_ms),
        level: String(row.level),
        body: String(row.body),
        attributes: JSON.parse(String(row.attributes)) as Record<string, unknown>,
      })),
  };
}
