import type { DatabaseSync } from "node:sqlite";

/** Tables limited to a project's newest rows. */
type TrimmedTable = "events" | "spans" | "logs";

/**
 * Returns a function to call after adding rows to a project; it deletes the oldest ones beyond
 * `keep`. Finding them requires a walk over all kept rows, so it only runs after `keep` / 20
 * additions; until then there are that many extra rows.
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

/** Tables with one row per sender-chosen name: the last seen are kept. */
type SeenTable = "issues" | "releases";

/**
 * Like `trimming`, for rows that are updated when seen again. Rows that were only declared are
 * kept.
 */
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
