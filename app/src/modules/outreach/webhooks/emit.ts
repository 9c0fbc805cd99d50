import type { Sql } from "@seaworthy/platform/database/database";

export interface OutgoingEvent {
  readonly userId: string;
  /** `email.sent`. */
  readonly type: string;
  /** The same for every receiver and attempt; must not contain a dot. */
  readonly messageId: string;
  readonly occurredAtMs: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Queues an event for each of the user's receivers, in the caller's transaction: deliveries exist
 * exactly when the change does. Idempotent.
 */
export async function emitEvent(sql: Sql, event: OutgoingEvent): Promise<void> {
  const { userId, type, messageId, occurredAtMs, data } = event;
  const body = JSON.stringify({ type, timestamp: new Date(occurredAtMs).toISOString(), data });
  await sql`
    insert into webhook_deliveries (user_id, endpoint_id, message_id, event_type, body)
    select user_id, id, ${messageId}, ${type}, ${body} from webhook_endpoints
    where user_id = ${userId} and status = 'active'
    on conflict (endpoint_id, message_id) do nothing`;
}
