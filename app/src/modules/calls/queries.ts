import type { Sql } from "@seaworthy/platform/database/database";
import type { Place } from "@seaworthy/platform/keyset/keyset";
import { keysetTime } from "@seaworthy/platform/keyset/keyset-columns";
import { type Call, newestFirst } from "./call.ts";
import { type PackedTranscript, unpackTranscript } from "./transcript.ts";

/** A page of the current user's calls, newest first. */
export async function readCalls(sql: Sql, limit: number, after: Place | undefined) {
  const rows = await sql<Call[]>`
    select ${columns(sql)} from calls
    where owner_id = (select auth.uid()) and ${newestFirst.after(sql, after)}
    order by ${newestFirst.order(sql)} limit ${newestFirst.limit(limit)}`;
  return { calls: rows.slice(0, limit), nextCursor: newestFirst.nextCursor(rows, limit) };
}

export async function readCall(sql: Sql, id: string): Promise<Call | undefined> {
  const [call] = await sql<Call[]>`select ${columns(sql)} from calls where id = ${id}`;
  return call;
}

export async function readTranscript(sql: Sql, callId: string): Promise<string | undefined> {
  const [row] = await sql<PackedTranscript[]>`
    select encoding, encode(content, 'hex') as hex from call_transcripts where call_id = ${callId}`;
  return row === undefined ? undefined : unpackTranscript(row);
}

function columns(sql: Sql) {
  return sql`id, vendor, vendor_call_id as "vendorCallId", status,
    to_json(started_at) #>> '{}' as "startedAt", to_json(ended_at) #>> '{}' as "endedAt",
    ended_reason as "endedReason", summary, ${keysetTime(sql, "created_at")} as "createdAt"`;
}
