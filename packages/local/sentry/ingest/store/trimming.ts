import type { DatabaseSync } from "node:sqlite";

/** Tables that hold no more than the newest rows of a project. */
type TrimmedTable = "events" | "spans" | "logs";

/**
 * Returns what to call after rows were added to a project: it deletes the oldest ones behind
 * `keep`. To find them costs a walk over all that are kept, so it is done once for every twentieth
 * of `keep` that was added; until then there are that many more.
 */
export function trimming(
  database: DatabaseSync,
  table: TrimmedTable,
  keep: number,
): (projectId: string, added: number) => void {
  const forget = database.prepare(
    `delete from ${table} where project_id = ? and seq <= (select seq from ${table} where project_id = ? order by seq desc limit 1 offset ?)`,
  );
  const slack = Math.floor(keep / 20);
  const addedSince = new Map<string, number>();
  return (projectId, added) => {
    const total = (addedSince.get(projectId) ?? 0) + added;
    addedSince.set(projectId, total > slack ? 0 : total);
    if (total > slack) forget.run(projectId, projectId, keep);
  };
}

/** Rows of these are one a name that senders choose: the last seen are kept. */
type SeenTable = "issues" | "releases";

/** As `trimming`, for rows that are seen again. What was only declared stays. */
export function trimmingSeen(
  database: DatabaseSync,
  table: SeenTable,
  keep: number,
): (projectId: string) => void {
  const forget = database.prepare(
    `delete from ${table} where id in (select id from ${table} where project_id = ? and last_seen_ms > 0 order by last_seen_ms desc, id desc limit -1 offset ?)`,
  );
  const slack = Math.floor(keep / 20);
  const addedSince = new Map<string, number>();
  return (projectId) => {
    const total = (addedSince.get(projectId) ?? slack) + 1;
    addedSince.set(projectId, total > slack ? 0 : total);
    if (total > slack) forget.run(projectId, keep);
  };
}
