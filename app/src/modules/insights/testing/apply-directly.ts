import type { Sql } from "@seaworthy/platform/database/database";
import { until } from "@seaworthy/platform/testing/until";
import { applyStripeEvent } from "../stripe/apply.ts";

/** Applies an event in that transaction, without a request or a job. */
export function applyDirectly(
  sql: Sql,
  event: { readonly id: string; readonly type: string; readonly created: number },
) {
  const configuration = { prices: { price_pro: "pro", price_team: "team" } };
  return applyStripeEvent(
    sql,
    {
      ...{ source: "stripe", eventId: event.id, type: event.type, subject: "", status: "received" },
      occurredAt: new Date(event.created * 1_000),
      receivedAt: new Date(0),
      text: JSON.stringify(event),
    },
    { bindings: { modules: { insights: { configuration } } } } as never,
  );
}

/** Waits, inside the transaction that holds the lock, until another session waits for it. */
export const untilLocked = (sql: Sql) =>
  until("a session that waits for a lock", async () => {
    const waiting = await sql`select 1 from pg_locks where not granted`;
    return waiting.length > 0;
  });
