import { type Database, type Sql, service } from "../database/database.ts";
import { deleteInBatches } from "../database/database-batches.ts";
import { toHex } from "../runtime/hex.ts";

/** A request's claim on its key. */
export interface ClaimedKey {
  readonly id: string;
  readonly token: string;
}

export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined when it was too large to store. */
  readonly body: Uint8Array<ArrayBuffer> | undefined;
}

export type ClaimOutcome =
  | { readonly outcome: "claimed" | "running" | "other" }
  | { readonly outcome: "answered"; readonly answer: KeptAnswer };

interface ClaimRow {
  readonly outcome: "claimed" | "running" | "other" | "answered";
  readonly status: number | null;
  readonly headers: Record<string, string> | null;
  readonly body_hex: string | null;
}

export interface Claim extends ClaimedKey {
  readonly caller: string;
  readonly fingerprint: string;
  readonly leaseMs: number;
  readonly keepMs: number;
}

/** Claims the key for this request, or reports what holds it. */
export async function claimKey(database: Database, claim: Claim): Promise<ClaimOutcome> {
  const { id, caller, fingerprint, token, leaseMs, keepMs } = claim;
  const [row] = await database.as(
    service,
    (sql) => sql<ClaimRow[]>`
      select outcome, status, headers, body_hex from public.claim_idempotency_key(${id}, ${caller},
        ${fingerprint}, ${token}::text::uuid, ${leaseMs}, make_interval(secs => ${keepMs / 1_000}))`,
    { idempotent: true },
  );
  if (row === undefined || row.outcome !== "answered")
    return {
      outcome: row?.outcome === "claimed" || row?.outcome === "other" ? row.outcome : "running",
    };
  const body = row.body_hex === null ? undefined : bytesOf(row.body_hex);
  return {
    outcome: "answered",
    answer: { status: row.status ?? 200, headers: row.headers ?? {}, body },
  };
}

/** Stores the response under the claim. False when the claim has expired. */
export async function keepAnswer(
  sql: Sql,
  { id, token }: ClaimedKey,
  { status, headers, body }: KeptAnswer,
): Promise<boolean> {
  const hex = body === undefined ? null : toHex(body);
  const kept = await sql`
    update public.idempotency_keys set status = ${status}, body = decode(${hex}::text, 'hex'),
      headers = ${JSON.stringify(headers)}::text::jsonb, lease_token = null, lease_until = null
    where id = ${id} and lease_token = ${token}::text::uuid returning 1`;
  return kept.length > 0;
}

/** Releases the key, so that the request can be sent again. */
export async function releaseKey(sql: Sql, { id, token }: ClaimedKey): Promise<void> {
  await sql`delete from public.idempotency_keys
    where id = ${id} and lease_token = ${token}::text::uuid`;
}

/** Deletes expired keys; returns how many. For a cron. */
export function deleteExpiredKeys(database: Database): Promise<number> {
  return deleteInBatches(
    database,
    (sql, rows) => sql`select public.delete_expired_idempotency_keys(${rows}) as deleted`,
  );
}

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) =>
    Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16),
  );
}
