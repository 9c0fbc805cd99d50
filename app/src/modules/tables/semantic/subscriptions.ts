import { AppError } from "@seaworthy/platform/errors/errors";
import { openSockets } from "@seaworthy/platform/live/live-sockets";
import type { Logger } from "@seaworthy/platform/observability/logger";
import type { TablesConfiguration } from "../module.ts";
import { type Broadcaster, deliver } from "../object/broadcast.ts";
import type { Reader } from "../object/read-rows.ts";
import { say } from "../object/reply.ts";
import type { Schedule } from "../object/schedule.ts";
import { keepSession, sessionOf } from "../object/session.ts";
import { countUse } from "../object/write-rows.ts";
import { type ClientMessage, mostSubscriptions } from "../protocol.ts";
import type { Column, Role } from "../schema/columns.ts";
import { outcomeOf, Refused } from "../schema/outcome.ts";
import type { Embedder } from "./embedder.ts";
import type { Scored } from "./vector-index.ts";
import { isSemantic, nearest, withScores } from "./vector-store.ts";
import { packed, rounded, similarity } from "./vectors.ts";

/** Rows of one message. */
const mostFound = 50;
/** Per user, minute and table: each of them is embedded. */
const mostAsked = 20;

type Asked = Extract<ClientMessage, { type: "subscribe-similar" }>;

/** The table whose sockets subscribe. */
export interface Subscribed {
  readonly state: DurableObjectState;
  readonly columns: readonly Column[];
  readonly configuration: TablesConfiguration;
  readonly schedule: Schedule;
  readonly embedder: Embedder;
  readonly log: Logger;
  reader(role: Role): Reader;
  broadcaster(): Broadcaster;
}

interface Kept {
  readonly vector: Float32Array;
  readonly least: number;
}

/**
 * Subscribes a socket to rows that are similar to a text, until it expires. The socket keeps only a
 * key: vectors are too large for what a socket may keep while the object hibernates.
 */
export async function subscribeSimilar(
  table: Subscribed,
  socket: WebSocket,
  asked: Asked,
): Promise<void> {
  const { id } = asked;
  const allowed = outcomeOf(() => requireRoom(table, socket, id));
  if (!allowed.done) return say(socket, { type: "error", id, ...allowed.refusal });
  try {
    const [vector = []] = await table.embedder.embed([asked.text]);
    begin(table, socket, asked, packed(vector));
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    table.log.error("table.embedding_failed", { error: thrown });
    say(socket, { type: "error", id, code: thrown.code, message: thrown.message });
  }
}

function begin(
  table: Subscribed,
  socket: WebSocket,
  { id, least }: Asked,
  vector: ArrayBuffer,
): void {
  // Other messages of this socket may have been handled while the text was embedded.
  const session = sessionOf(socket);
  if (session === undefined) return;
  const { state, configuration, schedule } = table;
  const { sql } = state.storage;
  const key = crypto.randomUUID();
  const expiresAt = Date.now() + configuration.semantic.subscriptionSeconds * 1_000;
  forget(
    sql,
    session.similar.filter((one) => one.id === id),
  );
  sql.exec(`insert into "_similar" values (?, ?, ?, ?)`, key, vector, least, expiresAt);
  const similar = [...session.similar.filter((one) => one.id !== id), { id, key }];
  keepSession(socket, { ...session, similar });
  schedule.planSoon("expire", expiresAt);
  const reader = table.reader(session.member.role);
  const found = outcomeOf(() =>
    nearest(reader, new Float32Array(vector), { most: mostFound, least }),
  );
  if (found.done) tell(table, socket, id, found.value, expiresAt);
  else say(socket, { type: "error", id, ...found.refusal });
}

/** Tells each subscriber which of these rows, whose vectors are new, are similar to its text. */
export function tellSimilar(table: Subscribed, ids: readonly string[]): void {
  if (ids.length === 0) return;
  const { sql } = table.state.storage;
  const vectors = sql
    .exec<{ id: string; vector: ArrayBuffer }>(
      `select "row_id" as "id", "vector" from "_vectors"
       where "row_id" in (select "value" from json_each(?))`,
      JSON.stringify(ids),
    )
    .toArray();
  for (const socket of openSockets(table.state))
    for (const { id, key } of sessionOf(socket)?.similar ?? []) {
      const kept = keptOf(sql, key);
      if (kept === undefined) continue;
      const scored = vectors
        .map((row) => ({
          id: row.id,
          score: rounded(similarity(kept.vector, new Float32Array(row.vector))),
        }))
        .filter(({ score }) => score >= kept.least)
        .sort((one, other) => other.score - one.score);
      for (let start = 0; start < scored.length; start += mostFound)
        tell(table, socket, id, scored.slice(start, start + mostFound));
    }
}

/** Ends subscriptions whose time is over, and plans the next end. */
export function expireSimilar(table: Subscribed, now: number): void {
  const { sql } = table.state.storage;
  const over = new Set(
    sql
      .exec<{ key: string }>(`delete from "_similar" where "expires_at" <= ? returning "key"`, now)
      .toArray()
      .map(({ key }) => key),
  );
  for (const socket of over.size > 0 ? openSockets(table.state) : [])
    for (const { id, key } of sessionOf(socket)?.similar ?? [])
      if (over.has(key)) {
        endSimilar(table, socket, id);
        say(socket, { type: "expired", id });
      }
  const { next } = sql
    .exec<{ next: number | null }>(`select min("expires_at") as "next" from "_similar"`)
    .one();
  if (next !== null) table.schedule.plan("expire", next);
}

/** Ends one subscription of a socket, or all of them. */
export function endSimilar(table: Subscribed, socket: WebSocket, id?: string): void {
  const session = sessionOf(socket);
  if (session === undefined || session.similar.length === 0) return;
  const isEnded = (one: { id: string }) => id === undefined || one.id === id;
  forget(table.state.storage.sql, session.similar.filter(isEnded));
  keepSession(socket, { ...session, similar: session.similar.filter((one) => !isEnded(one)) });
}

/** Throws Refused. */
function requireRoom(table: Subscribed, socket: WebSocket, id: string): void {
  const session = sessionOf(socket);
  if (session === undefined) return;
  if (!isSemantic(table.columns))
    throw new Refused("UNPROCESSABLE", "The table has no semantic column.");
  const others = [...session.subscriptions, ...session.similar].filter((one) => one.id !== id);
  if (others.length >= mostSubscriptions)
    throw new Refused(
      "UNPROCESSABLE",
      `A WebSocket can have at most ${mostSubscriptions} subscriptions.`,
    );
  const { sql } = table.state.storage;
  const use = { userId: `similar:${session.member.userId}`, now: Date.now() };
  countUse(sql, use, mostAsked, "semantic subscriptions");
}

function tell(
  table: Subscribed,
  socket: WebSocket,
  id: string,
  scored: readonly Scored[],
  expiresAt?: number,
): void {
  const role = sessionOf(socket)?.member.role;
  if (role === undefined) return;
  const rows = withScores(table.reader(role), scored);
  const end = expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() };
  deliver(table.broadcaster(), socket, JSON.stringify({ type: "similar", id, ...end, rows }));
}

function keptOf(sql: SqlStorage, key: string): Kept | undefined {
  const [row] = sql.exec<{ vector: ArrayBuffer; least: number }>(
    `select "vector", "least" from "_similar" where "key" = ?`,
    key,
  );
  return row && { vector: new Float32Array(row.vector), least: row.least };
}

function forget(sql: SqlStorage, ended: readonly { readonly key: string }[]): void {
  for (const { key } of ended) sql.exec(`delete from "_similar" where "key" = ?`, key);
}
