import type { DatabaseSync } from "node:sqlite";

/**
 * What happened to something that an SDK sent; `client_discard` is what the SDK itself reported as
 * dropped.
 */
const outcomeNames = ["accepted", "filtered", "rate_limited", "invalid", "client_discard"] as const;
export type OutcomeName = (typeof outcomeNames)[number];

interface Outcome {
  readonly projectId: string;
  readonly keyId: string;
  readonly outcome: OutcomeName;
  /** `key_quota`, `web-crawlers`, `too_large`, …; empty for accepted items. */
  readonly reason: string;
  /** Sentry's data category: `error`, `transaction`, `session`, … */
  readonly category: string;
  readonly quantity: number;
}

export interface Outcomes {
  /** A project has a bounded number of rows: beyond it, outcomes count as `other`. */
  add(outcome: Outcome): void;
  list(projectId: string): Outcome[];
  /** Totals over keys, reasons and categories of events (errors and messages). */
  totals(projectId: string): Record<OutcomeName, number>;
}

/**
 * Senders choose reasons and categories, so once a project has this many rows, new ones are merged.
 */
const maxRows = 500;

export function openOutcomes(database: DatabaseSync): Outcomes {
  const add = database.prepare(
    `insert into outcomes (project_id, key_id, outcome, reason, category, quantity) values (?, ?, ?, ?, ?, ?)
     on conflict (project_id, key_id, outcome, reason, category) do update set quantity = quantity + excluded.quantity`,
  );
  const known = database.prepare(
    "select 1 from outcomes where project_id = ? and key_id = ? and outcome = ? and reason = ? and category = ?",
  );
  const rows = database.prepare("select count(*) as rows from outcomes where project_id = ?");
  const isNew = (o: Outcome) =>
    known.get(o.projectId, o.keyId, o.outcome, o.reason, o.category) === undefined;
  const bounded = (o: Outcome): Outcome =>
    isNew(o) && Number(rows.get(o.projectId)?.rows) >= maxRows
      ? { ...o, keyId: "other", reason: "other", category: "other" }
      : o;
  const put = (o: Outcome) =>
    void add.run(o.projectId, o.keyId, o.outcome, o.reason, o.category, o.quantity);
  const all = database.prepare(
    "select * from outcomes where project_id = ? order by outcome, category, reason",
  );
  const list = (projectId: string): Outcome[] =>
    all.all(projectId).map((row) => ({
      projectId,
      keyId: String(row.key_id),
      outcome: row.outcome as OutcomeName,
      reason: String(row.reason),
      category: String(row.category),
      quantity: Number(row.quantity),
    }));
  return {
    add: (outcome) => put(bounded(outcome)),
    list,
    totals: (projectId) => {
      const errors = list(projectId).filter(
        ({ category }) => category === "error" || category === "default",
      );
      const sum = (name: OutcomeName) =>
        errors
          .filter(({ outcome }) => outcome === name)
          .reduce((total, each) => total + each.quantity, 0);
      return {
        accepted: sum("accepted"),
        filtered: sum("filtered"),
        rate_limited: sum("rate_limited"),
        invalid: sum("invalid"),
        client_discard: sum("client_discard"),
      };
    },
  };
}
