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

/** Everything that the ingest keeps. */
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
  /** All or nothing. Not nestable; the function must be synchronous. */
  transaction<T>(work: () => T): T;
  /** Projects with anything kept. */
  projectIds(): string[];
  /** Deletes everything of a project. */
  deleteProject(projectId: string): void;
  close(): void;
}

export interface Retention {
  /** The newest events of a project that are kept. Default 10 000. */
  readonly events?: number;
  /** The newest spans, and likewise log lines, of a project. Default 20 000. */
  readonly spans?: number;
  readonly logs?: number;
  /** The last seen issues, and likewise releases, of a project. Default 5 000 and 1 000. */
  readonly issues?: number;
  readonly releases?: number;
  /** The newest fired alerts. Default 1 000. */
  readonly notifications?: number;
  /** The newest files of artifact bundles of a project. Default 100. */
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
