import type { Sql } from "@seaworthy/platform/database/database";

export interface OutgoingEvent {
  readonly userId: string;
  /** `email.sent`. */
  readonly type: string;
  /** The same for each receiver and attempt; without a dot. */
  readonly messageId: string;
  readonly occurredAtMs: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Notes an event for each receiver of the user, in the transaction of what happened: there are
 * deliveries exactly when it did. Adding it again adds nothing.
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
