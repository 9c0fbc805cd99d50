import type { DatabaseSync } from "node:sqlite";
import { type Outbox, openOutbox } from "../alerts/outbox.ts";
import { type MonitorStates, openMonitorStates } from "../monitors/monitor-states.ts";
import { type Artifacts, openArtifacts } from "./artifacts.ts";
import { openEventDatabase, projectTables } from "./event-database.ts";
import { type Events, openEvents } from "./events.ts";
import { type Issues, openIssues } from "./issues.ts";
import { type Logs, openLogs } from "./logs.ts";
import { type Outcomes, openOutcomes } from "./outcomes.ts";
import { openReleases, type Releases } from "./releases.ts";
import { openSpans, type Spans } from "./spans.ts";

/** Everything that the ingest stores. */
export interface EventStore {
  readonly events: Events;
  readonly issues: Issues;
  readonly spans: Spans;
  readonly logs: Logs;
  readonly releases: Releases;
  readonly outcomes: Outcomes;
  readonly outbox: Outbox;
  readonly monitorStates: MonitorStates;
  readonly artifacts: Artifacts;
  /** Atomic. Not nestable; the function must be synchronous. */
  transaction<T>(work: () => T): T;
  /** Projects with any stored data. */
  projectIds(): string[];
  /** Deletes all of a project's data. */
  deleteProject(projectId: string): void;
  close(): void;
}

export interface Retention {
  /** How many of a project's newest events are kept. Default 10 000. */
  readonly events?: number;
  /** How many of a project's newest spans are kept, and of its log lines. Default 20 000. */
  readonly spans?: number;
  readonly logs?: number;
  /** How many of a project's last seen issues and releases are kept. Default 5 000 and 1 000. */
  readonly issues?: number;
  readonly releases?: number;
  /** How many of the newest fired alerts are kept. Default 1 000. */
  readonly notifications?: number;
  /** How many of a project's newest bundle files are kept. Default 100. */
  readonly artifacts?: number;
}

export function openEventStore(file: string, retention: Retention = {}): EventStore {
  const database = openEventDatabase(file);
  return {
    events: openEvents(database, retention.events ?? 10_000),
    issues: openIssues(database, retention.issues ?? 5_000),
    spans: openSpans(database, retention.spans ?? 20_000),
    logs: openLogs(database, retention.logs ?? 20_000),
    releases: openReleases(database, retention.releases ?? 1_000),
    outcomes: openOutcomes(database),
    outbox: openOutbox(database, retention.notifications ?? 1_000),
    monitorStates: openMonitorStates(database),
    artifacts: openArtifacts(database, retention.artifacts ?? 100),
    transaction: (work) => transact(database, work),
    projectIds: () => {
      const union = projectTables.map((table) => `select project_id from ${table}`).join(" union ");
      return database
        .prepare(union)
        .all()
        .map((row) => String(row.project_id));
    },
    deleteProject: (projectId) =>
      transact(database, () => {
        for (const table of projectTables)
          database.prepare(`delete from ${table} where project_id = ?`).run(projectId);
      }),
    close: () => database.close(),
  };
}

function transact<T>(database: DatabaseSync, work: () => T): T {
  database.exec("begin immediate");
  try {
    const result = work();
    database.exec("commit");
    return result;
  } catch (thrown) {
    database.exec("rollback");
    throw thrown;
  }
}
