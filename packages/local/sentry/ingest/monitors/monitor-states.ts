import type { DatabaseSync } from "node:sqlite";

/**
 * A metric monitor's result at its last evaluation: 0 fine, 50 low, 75 high, as in its conditions'
 * results.
 */
export interface MonitorStates {
  get(detectorId: string): number;
  set(projectId: string, detectorId: string, priority: number, changedMs: number): void;
  delete(detectorId: string): void;
}

export function openMonitorStates(database: DatabaseSync): MonitorStates {
  const get = database.prepare("select priority from monitor_states where detector_id = ?");
  const set = database.prepare(
    `insert into monitor_states (detector_id, project_id, priority, changed_ms) values (?, ?, ?, ?)
     on conflict (detector_id) do update set priority = excluded.priority, changed_ms = excluded.changed_ms`,
  );
  const remove = database.prepare("delete from monitor_states where detector_id = ?");
  return {
    get: (detectorId) => Number(get.get(detectorId)?.priority ?? 0),
    set: (projectId, detectorId, priority, changedMs) =>
      void set.run(detectorId, projectId, priority, changedMs),
    delete: (detectorId) => void remove.run(detectorId),
  };
}
