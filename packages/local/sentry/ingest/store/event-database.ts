import { DatabaseSync } from "node:sqlite";
import { SeaworthyError } from "@seaworthy/core/errors";
import { makePrivateFile } from "../../../kernel/private-file.ts";

/** Issue ids start after this one. */
const firstIssueId = 7_320_000_000;

const schema = `
  pragma journal_mode = wal;
  pragma synchronous = normal;
  pragma busy_timeout = 5000;
  pragma foreign_keys = on;
  create table if not exists issues (
    id integer primary key autoincrement, project_id text not null, hash text not null, short_number integer not null,
    category text not null, detector_id text, type text not null, title text not null, culprit text not null, metadata text not null,
    level text not null, platform text, logger text, unhandled integer not null, status text not null, priority text not null,
    first_seen_ms integer not null, last_seen_ms integer not null, count integer not null,
    unique (project_id, hash));
  create index if not exists issues_seen on issues (project_id, last_seen_ms);
  create table if not exists events (
    seq integer primary key autoincrement, project_id text not null, event_id text not null, issue_id integer references issues (id) on delete cascade,
    type text not null, title text not null, received_ms integer not null, occurred_ms integer not null, environment text, release text, level text not null,
    transaction_name text, user_key text, tags text not null, payload text not null,
    unique (project_id, event_id));
  create index if not exists events_by_project on events (project_id, seq);
  create index if not exists events_by_issue on events (issue_id, seq);
  create index if not exists events_by_time on events (project_id, type, received_ms);
  create table if not exists spans (
    seq integer primary key autoincrement, project_id text not null, received_ms integer not null, is_transaction integer not null, op text, description text,
    transaction_name text, environment text, release text, failed integer not null, duration_ms real not null);
  create index if not exists spans_by_time on spans (project_id, received_ms);
  create table if not exists logs (
    seq integer primary key autoincrement, project_id text not null, received_ms integer not null, level text not null, body text not null, attributes text not null);
  create index if not exists logs_by_project on logs (project_id, seq);
  create table if not exists releases (
    id integer primary key autoincrement, project_id text not null, version text not null, first_seen_ms integer not null, last_seen_ms integer not null,
    new_issues integer not null default 0, sessions integer not null default 0, errored integer not null default 0, crashed integer not null default 0,
    unique (project_id, version));
  create table if not exists outcomes (
    project_id text not null, key_id text not null, outcome text not null, reason text not null, category text not null, quantity integer not null,
    primary key (project_id, key_id, outcome, reason, category));
  create table if not exists notifications (
    seq integer primary key autoincrement, project_id text not null, workflow_id text not null, issue_id integer not null, fired_ms integer not null, document text not null);
  create index if not exists notifications_by_workflow on notifications (workflow_id, issue_id, fired_ms);
  create table if not exists artifacts (
    seq integer primary key autoincrement, project_id text not null, debug_id text not null, type text not null, url text not null, content blob not null,
    unique (project_id, debug_id, type));
  create table if not exists monitor_states (detector_id text primary key, project_id text not null, priority integer not null, changed_ms integer not null);
  insert into sqlite_sequence (name, seq) select 'issues', ${firstIssueId} where not exists (select 1 from sqlite_sequence where name = 'issues');`;

/**
 * Every table with rows of a project; deleting a project empties them all. Issues come last: events
 * refer to them.
 */
export const projectTables = [
  "events",
  "spans",
  "logs",
  "releases",
  "outcomes",
  "notifications",
  "monitor_states",
  "artifacts",
  "issues",
] as const;

/** Opens or creates the ingest's data file, mode 0600. `:memory:` for tests. */
export function openEventDatabase(file: string): DatabaseSync {
  try {
    makePrivateFile(file);
    const database = new DatabaseSync(file);
    database.exec(schema);
    return database;
  } catch (cause) {
    throw new SeaworthyError(
      "STORE_CORRUPT",
      `The local Sentry's events ${file} cannot be opened. Run "seaworthy down local --wipe" to start with an empty cloud.`,
      { cause },
    );
  }
}
