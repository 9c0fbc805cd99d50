import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { trimmingSeen } from "./trimming.ts";

type IssueStatus = "unresolved" | "resolved" | "ignored";

/** A group of events, or the finding of a metric monitor. */
export interface Issue {
  readonly id: number;
  readonly projectId: string;
  readonly hash: string;
  /** Increments per project: `APP-<base 32>`. */
  readonly shortNumber: number;
  readonly category: "error" | "metric";
  readonly detectorId: string | null;
  /** `error`, `default` or `metric_issue`. */
  readonly type: string;
  readonly title: string;
  readonly culprit: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly level: string;
  readonly platform: string | null;
  readonly logger: string | null;
  readonly unhandled: boolean;
  readonly status: IssueStatus;
  readonly priority: "low" | "medium" | "high";
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly count: number;
}

type Sighting = Pick<
  Issue,
  | "projectId"
  | "hash"
  | "category"
  | "detectorId"
  | "type"
  | "title"
  | "culprit"
  | "metadata"
  | "level"
  | "platform"
  | "logger"
  | "unhandled"
  | "priority"
> & { readonly seenMs: number };

/** How a sighting changed its issue: `regression` when it had been resolved. */
export interface Sighted {
  readonly issue: Issue;
  readonly change: "new" | "regression" | "seen";
}

export interface Issues {
  /** Counts one more event of the issue, creating or re-opening it. */
  sight(sighting: Sighting): Sighted;
  get(id: number): Issue | undefined;
  /** Last seen first. */
  list(projectIds: readonly string[]): Issue[];
  setStatus(id: number, status: IssueStatus): void;
  delete(id: number): void;
  /** Distinct users among the stored events. */
  userCount(id: number): number;
}

/** `keep`: how many of a project's last seen issues are kept. */
export function openIssues(database: DatabaseSync, keep: number): Issues {
  const trim = trimmingSeen(database, "issues", keep);
  const byHash = database.prepare("select * from issues where project_id = ? and hash = ?");
  const byId = database.prepare("select * from issues where id = ?");
  const byProject = database.prepare(
    "select * from issues where project_id = ? order by last_seen_ms desc, id desc",
  );
  const insert = database.prepare(
    `insert into issues (project_id, hash, short_number, category, detector_id, type, title, culprit, metadata, level, platform, logger, unhandled, status, priority,
       first_seen_ms, last_seen_ms, count)
     values (?, ?, (select coalesce(max(short_number), 0) + 1 from issues where project_id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'unresolved', ?, ?, ?, 1)`,
  );
  const seenAgain = database.prepare(
    "update issues set count = count + 1, last_seen_ms = max(last_seen_ms, ?), title = ?, metadata = ?, level = ?, priority = ?, status = ? where id = ?",
  );
  const status = database.prepare("update issues set status = ? where id = ?");
  const remove = database.prepare("delete from issues where id = ?");
  const users = database.prepare(
    "select count(distinct user_key) as users from events where issue_id = ?",
  );
  const find = (sighting: Sighting) => issueOf(byHash.get(sighting.projectId, sighting.hash));

  const create = (s: Sighting) =>
    insert.run(
      ...[
        s.projectId,
        s.hash,
        s.projectId,
        s.category,
        s.detectorId,
        s.type,
        s.title,
        s.culprit,
        JSON.stringify(s.metadata),
      ],
      ...[s.level, s.platform, s.logger, s.unhandled ? 1 : 0, s.priority, s.seenMs, s.seenMs],
    );
  const repeat = (known: Issue, s: Sighting) => {
    const reopened = known.status === "resolved" ? "unresolved" : known.status;
    seenAgain.run(
      s.seenMs,
      s.title,
      JSON.stringify(s.metadata),
      s.level,
      s.priority,
      reopened,
      known.id,
    );
  };
  return {
    sight: (sighting) => {
      const known = find(sighting);
      if (known) repeat(known, sighting);
      else {
        create(sighting);
        trim(sighting.projectId);
      }
      const issue = find(sighting) as Issue;
      return {
        issue,
        change: !known ? "new" : known.status === "resolved" ? "regression" : "seen",
      };
    },
    get: (id) => issueOf(byId.get(id)),
    list: (projectIds) =>
      projectIds
        .flatMap((id) => byProject.all(id).map((row) => issueOf(row) as Issue))
        .sort((a, b) => b.lastSeenMs - a.lastSeenMs || b.id - a.id),
    setStatus: (id, value) => void status.run(value, id),
    delete: (id) => void remove.run(id),
    userCount: (id) => Number(users.get(id)?.users ?? 0),
  };
}

function issueOf(row: Record<string, SQLOutputValue> | undefined): Issue | undefined {
  return (
    row && {
      id: Number(row.id),
      projectId: String(row.project_id),
      hash: String(row.hash),
      shortNumber: Number(row.short_number),
      category: row.category as Issue["category"],
      detectorId: row.detector_id as string | null,
      type: String(row.type),
      title: String(row.title),
      culprit: String(row.culprit),
      metadata: JSON.parse(String(row.metadata)) as Record<string, string>,
      level: String(row.level),
      platform: row.platform as string | null,
      logger: row.logger as string | null,
      unhandled: row.unhandled === 1,
      status: row.status as IssueStatus,
      priority: row.priority as Issue["priority"],
      firstSeenMs: Number(row.first_seen_ms),
      lastSeenMs: Number(row.last_seen_ms),
      count: Number(row.count),
    }
  );
}
