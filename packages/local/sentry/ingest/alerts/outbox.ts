import type { DatabaseSync } from "node:sqlite";

/** A fired alert. Nothing leaves the machine: this is what would have been sent. */
interface Notification {
  readonly id: number;
  readonly dateFired: string;
  readonly workflow: { readonly id: string; readonly name: string };
  readonly detectorId: string;
  /** The condition that triggered it: `first_seen_event`, … */
  readonly trigger: string;
  readonly project: { readonly id: string; readonly slug: string };
  readonly issue: {
    readonly id: string;
    readonly shortId: string;
    readonly title: string;
    readonly culprit: string;
    readonly level: string;
  };
  readonly event: {
    readonly id: string;
    readonly release: string | null;
    readonly environment: string | null;
  } | null;
  /** One entry per action of the alert: `email` to `issue_owners`, … */
  readonly actions: readonly { readonly type: string; readonly target: string }[];
}

export interface Outbox {
  add(notification: Omit<Notification, "id">, firedMs: number): void;
  /** Newest first; of one project if given. */
  list(limit: number, offset?: number, projectId?: string): Notification[];
  lastFiredMs(workflowId: string, issueId: number): number | undefined;
  lastTriggeredMs(workflowId: string): number | undefined;
}

export function openOutbox(database: DatabaseSync, keep: number): Outbox {
  const insert = database.prepare(
    "insert into notifications (project_id, workflow_id, issue_id, fired_ms, document) values (?, ?, ?, ?, ?)",
  );
  const forget = database.prepare(
    "delete from notifications where seq <= (select seq from notifications order by seq desc limit 1 offset ?)",
  );
  const newest = database.prepare(
    "select seq, document from notifications where ? is null or project_id = ? order by seq desc limit ? offset ?",
  );
  const lastOfIssue = database.prepare(
    "select max(fired_ms) as last from notifications where workflow_id = ? and issue_id = ?",
  );
  const last = database.prepare(
    "select max(fired_ms) as last from notifications where workflow_id = ?",
  );
  const msOf = (value: unknown) =>
    value === null || value === undefined ? undefined : Number(value);
  return {
    add: (notification, firedMs) => {
      insert.run(
        notification.project.id,
        notification.workflow.id,
        Number(notification.issue.id),
        firedMs,
        JSON.stringify(notification),
      );
      forget.run(keep);
    },
    list: (limit, offset = 0, projectId = undefined) =>
      newest.all(projectId ?? null, projectId ?? null, limit, offset).map((row) => ({
        ...(JSON.parse(String(row.document)) as Omit<Notification, "id">),
        id: Number(row.seq),
      })),
    lastFiredMs: (workflowId, issueId) => msOf(lastOfIssue.get(workflowId, issueId)?.last),
    lastTriggeredMs: (workflowId) => msOf(last.get(workflowId)?.last),
  };
}
