import type { Sql } from "@seaworthy/platform/database/database";
import { packTranscript } from "../transcript.ts";

export type CallStatus =
  | "scheduled"
  | "queued"
  | "ringing"
  | "in-progress"
  | "forwarding"
  | "ended";

/** What an event changes in a call. */
export interface CallChange {
  readonly vendor: "vapi" | "twilio";
  readonly vendorCallId: string;
  /** The assistant's or account's id, which determines the call's owner. */
  readonly agentId: string;
  readonly status: CallStatus;
  readonly occurredAt: Date | null;
  readonly endedReason?: string | undefined;
  readonly summary?: string | undefined;
  readonly costUsd?: number | undefined;
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  readonly transcript?: string | undefined;
}

/**
 * Applies a change to its call; changes may arrive in any order. The status never goes back, and
 * known values are kept.
 */
export async function changeCall(sql: Sql, change: CallChange): Promise<void> {
  const at = change.occurredAt?.toISOString() ?? null;
  const [call] = await sql<{ id: string; ownerId: string | null }[]>`
    insert into public.calls as c (vendor, vendor_call_id, owner_id, status, started_at, ended_at,
      ended_reason, summary, cost_usd, last_event_at)
    values (${change.vendor}, ${change.vendorCallId},
      (select owner_id from public.call_agents
        where vendor = ${change.vendor} and vendor_agent_id = ${change.agentId}),
      ${change.status}, ${change.startedAt ?? null}::text::timestamptz,
      ${change.endedAt ?? (change.status === "ended" ? at : null)}::text::timestamptz,
      ${change.endedReason ?? null}, ${change.summary ?? null}, ${change.costUsd ?? null},
      ${at}::text::timestamptz)
    on conflict (vendor, vendor_call_id) do update set
      owner_id = coalesce(c.owner_id, excluded.owner_id),
      status = case when public.call_status_rank(excluded.status) > public.call_status_rank(c.status)
        then excluded.status else c.status end,
      started_at = coalesce(c.started_at, excluded.started_at),
      ended_at = coalesce(c.ended_at, excluded.ended_at),
      ended_reason = coalesce(c.ended_reason, excluded.ended_reason),
      summary = coalesce(c.summary, excluded.summary),
      cost_usd = coalesce(c.cost_usd, excluded.cost_usd),
      last_event_at = greatest(c.last_event_at, excluded.last_event_at)
    returning id, owner_id as "ownerId"`;
  if (call !== undefined && change.transcript !== undefined)
    await storeTranscript(sql, call, change.transcript);
}

async function storeTranscript(
  sql: Sql,
  { id, ownerId }: { id: string; ownerId: string | null },
  text: string,
): Promise<void> {
  const { encoding, hex } = await packTranscript(text);
  await sql`
    insert into public.call_transcripts (call_id, owner_id, encoding, content)
    values (${id}, ${ownerId}, ${encoding}, decode(${hex}, 'hex'))
    on conflict (call_id) do update set encoding = excluded.encoding, content = excluded.content,
      owner_id = excluded.owner_id`;
}
