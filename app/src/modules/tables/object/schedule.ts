/** A table's background tasks. */
export type Task = "replicate" | "verify" | "maintain" | "embed" | "expire";

/** The tasks of one object: it has a single alarm, set to the earliest task. */
export interface Schedule {
  /** Schedules a task, unless it is scheduled earlier already. `arm` sets the alarm. */
  plan(task: Task, at: number): void;
  /** Same for the next task to run: also sets the alarm, in the same turn. */
  planSoon(task: Task, at: number): void;
  /** Removes and returns the due tasks; the caller reschedules those it could not run. */
  takeDue(now: number): readonly Task[];
  /** Sets the alarm, unless an earlier one is set. */
  arm(): Promise<void>;
}

export function openSchedule(storage: DurableObjectStorage): Schedule {
  const { sql } = storage;
  const plan = (task: Task, at: number) =>
    void sql.exec(
      `insert into "_schedule" values (?, ?)
       on conflict ("name") do update set "at" = min("at", excluded."at")`,
      task,
      at,
    );
  const earliest = () =>
    sql.exec<{ at: number | null }>(`select min("at") as "at" from "_schedule"`).one().at;
  return {
    plan,
    planSoon: (task, at) => {
      plan(task, at);
      // Not awaited: the output gate holds back responses until the write is stored.
      void storage.setAlarm(Math.min(at, earliest() ?? at));
    },
    takeDue: (now) =>
      sql
        .exec<{ name: Task }>(`delete from "_schedule" where "at" <= ? returning "name"`, now)
        .toArray()
        .map(({ name }) => name),
    arm: async () => {
      const at = earliest();
      if (at === null) return;
      const set = await storage.getAlarm();
      if (set === null || set > at) await storage.setAlarm(at);
    },
  };
}
