import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { trimmingSeen } from "./trimming.ts";

/** A version that an event or a session named. */
export interface Release {
  readonly id: number;
  readonly projectId: string;
  readonly version: string;
  readonly firstSeenMs: number;
  /** 0 when it was declared but nothing of it was seen. */
  readonly lastSeenMs: number;
  readonly newIssues: number;
  readonly sessions: number;
  readonly errored: number;
  readonly crashed: number;
}

export interface SessionCounts {
  readonly exited: number;
  readonly errored: number;
  readonly crashed: number;
}

export interface Releases {
  /** Records a release of which nothing has been seen yet. */
  declare(projectId: string, version: string, atMs: number): void;
  forget(version: string): void;
  seen(projectId: string, version: string, atMs: number, newIssues?: number): void;
  addSessions(projectId: string, version: string, atMs: number, counts: SessionCounts): void;
  /** Newest first. */
  list(projectIds: readonly string[]): Release[];
  latest(projectId: string): string | null;
}

/** `keep`: how many of a project's last seen releases are kept. */
export function openReleases(database: DatabaseSync, keep: number): Releases {
  const trim = trimmingSeen(database, "releases", keep);
  const known = database.prepare("select 1 from releases where project_id = ? and version = ?");
  const seen = database.prepare(
    `insert into releases (project_id, version, first_seen_ms, last_seen_ms, new_issues) values (?, ?, ?, ?, ?)
     on conflict (project_id, version) do update set last_seen_ms = max(last_seen_ms, excluded.last_seen_ms), new_issues = new_issues + excluded.new_issues`,
  );
  const sessions = database.prepare(
    "update releases set sessions = sessions + ?, errored = errored + ?, crashed = crashed + ? where project_id = ? and version = ?",
  );
  const declare = database.prepare(
    "insert into releases (project_id, version, first_seen_ms, last_seen_ms) values (?, ?, ?, 0) on conflict do nothing",
  );
  const forget = database.prepare("delete from releases where version = ?");
  const byProject = database.prepare(
    "select * from releases where project_id = ? order by id desc",
  );
  const list = (projectIds: readonly string[]) =>
    projectIds
      .flatMap((id) => byProject.all(id).map(releaseOf))
      .sort((a, b) => b.firstSeenMs - a.firstSeenMs || b.id - a.id);
  const see: Releases["seen"] = (projectId, version, atMs, newIssues = 0) => {
    const isNew = known.get(projectId, version) === undefined;
    seen.run(projectId, version, atMs, atMs, newIssues);
    if (isNew) trim(projectId);
  };
  return {
    seen: see,
    declare: (projectId, version, atMs) => void declare.run(projectId, version, atMs),
    forget: (version) => void forget.run(version),
    addSessions: (projectId, version, atMs, counts) => {
      see(projectId, version, atMs);
      sessions.run(
        counts.exited + counts.errored + counts.crashed,
        counts.errored,
        counts.crashed,
        projectId,
        version,
      );
    },
    list,
    latest: (projectId) => list([projectId])[0]?.version ?? null,
  };
}

function releaseOf(row: Record<string, SQLOutputValue>): Release {
  return {
    id: Number(row.id),
    projectId: String(row.project_id),
    version: String(row.version),
    firstSeenMs: Number(row.first_seen_ms),
    lastSeenMs: Number(row.last_seen_ms),
    newIssues: Number(row.new_issues),
    sessions: Number(row.sessions),
    errored: Number(row.errored),
    crashed: Number(row.crashed),
  };
}
