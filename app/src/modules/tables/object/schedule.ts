/** What a table does on its own. */
export type Task = "replicate" | "verify" | "maintain";

/** The tasks of one object: it has a single alarm, which is the earliest of them. */
export interface Schedule {
  /** At that time, unless it is planned earlier already. */
  plan(task: Task, at: number): Promise<void>;
  /** Removes what is due and returns it; to be put back by whoever could not do it. */
  takeDue(now: number): readonly Task[];
  /** Sets the alarm, unless an earlier one is set. */
  arm(): Promise<void>;
}

export function openSchedule(storage: DurableObjectStorage): Schedule {
  const { sql } = storage;
  const arm = async () => {
    const { at } = sql
      .exec<{ at: number | null }>(`select min("at") as "at" from "_schedule"`)
      .one();
    if (at === null) return;
    const set = await storage.getAlarm();
    if (set === null || set > at) await storage.setAlarm(at);
  };
  return {
    arm,
    plan: async (task, at) => {
      sql.exec(
        `insert into "_schedule" values (?, ?)
         on conflict ("name") do update set "at" = min("at", excluded."at")`,
        task,
        at,
      );
      await arm();
    },
    takeDue: (now) =>
      sql
        .exec<{ name: Task }>(`delete from "_schedule" where "at" <= ? returning "name"`, now)
        .toArray()
        .map(({ name }) => name),
  };
}
