import { closeCodes, mostSubscribedRows, type ServerMessage } from "../protocol.ts";
import type { Where } from "../query/query.ts";
import type { Column } from "../schema/columns.ts";
import { outcomeOf, Refused } from "../schema/outcome.ts";
import { changedSince } from "./changed.ts";
import { type Reader, readMatching } from "./read-rows.ts";
import { keepSession, sent, sessionOf } from "./session.ts";
import { lastSeq } from "./write-rows.ts";

export interface Broadcaster {
  readonly sql: SqlStorage;
  readonly columns: readonly Column[];
  readonly mostRead: number;
  /** Bytes that may be sent to one socket without confirmation. */
  readonly mostUnconfirmed: number;
}

/** Maximum characters of one message. */
const longestAnswer = 4 * 1024 * 1024;

/**
 * Sends each socket what it is missing. The socket stores its own position, so it also catches up
 * on what it missed while the object was not in memory.
 */
export function broadcast(broadcaster: Broadcaster, sockets: readonly WebSocket[]): void {
  const seq = lastSeq(broadcaster.sql);
  const asked = new Map<string, string>();
  for (const socket of sockets) {
    const session = sessionOf(socket);
    if (session === undefined || session.seq >= seq) continue;
    for (const { id, where } of session.subscriptions)
      tell(broadcaster, socket, { id, where, since: session.seq }, asked);
    advance(socket, seq);
  }
}

export interface Asked {
  readonly id: string;
  readonly where: Where;
  /** Undefined: the client has nothing yet. */
  readonly since: number | undefined;
}

/** Sends a subscription its update. Identical subscriptions share one read of the storage. */
export function tell(
  broadcaster: Broadcaster,
  socket: WebSocket,
  { id, where, since }: Asked,
  answers = new Map<string, string>(),
): void {
  const session = sessionOf(socket);
  if (session === undefined) return;
  const { sql, columns, mostRead } = broadcaster;
  const reader = { sql, columns, mostRead, role: session.member.role };
  const key = JSON.stringify([since, reader.role, where]);
  const outcome = outcomeOf(() => answers.get(key) ?? answerTo(reader, where, since));
  if (outcome.done) {
    answers.set(key, outcome.value);
    deliver(broadcaster, socket, `{"id":${JSON.stringify(id)},${outcome.value}`);
  } else {
    dropSubscription(broadcaster, socket, id, outcome.refusal);
  }
}

/** The rest of the message after its id. Throws Refused. */
function answerTo(reader: Reader, where: Where, since: number | undefined): string {
  const seq = lastSeq(reader.sql);
  const ids = since === undefined ? undefined : changedSince(reader.sql, since);
  const answer = ids === undefined ? snapshot(reader, where) : changes(reader, where, ids);
  const text = JSON.stringify({ ...answer, seq }).slice(1);
  if (text.length <= longestAnswer) return text;
  throw new Refused("UNPROCESSABLE", "The filter matches too much data. Narrow it.");
}

function snapshot(reader: Reader, where: Where) {
  const rows = readMatching(reader, where, { limit: mostSubscribedRows + 1 });
  if (rows.length <= mostSubscribedRows) return { type: "snapshot", rows };
  throw new Refused(
    "UNPROCESSABLE",
    `The filter matches more than ${mostSubscribedRows} rows. Narrow it, or page through a query.`,
  );
}

/** A row that does not match the filter is listed as deleted: it may have matched before. */
function changes(reader: Reader, where: Where, ids: readonly string[]) {
  const upserts = readMatching(reader, where, { ids, limit: ids.length });
  const found = new Set(upserts.map(({ id }) => id));
  return { type: "changes", upserts, deletes: ids.filter((id) => !found.has(id)) };
}

/** Sends and counts the bytes; closes only the socket of a client that falls behind. */
export function deliver(
  { mostUnconfirmed, sql }: Broadcaster,
  socket: WebSocket,
  text: string,
): void {
  const session = sessionOf(socket);
  if (session === undefined || socket.readyState !== WebSocket.READY_STATE_OPEN) return;
  if (session.unconfirmed > mostUnconfirmed) {
    socket.close(closeCodes.overloaded, "Acknowledge what you received, and reconnect.");
    return;
  }
  socket.send(text);
  keepSession(socket, sent(session, lastSeq(sql), text.length));
}

function advance(socket: WebSocket, seq: number): void {
  const session = sessionOf(socket);
  if (session) keepSession(socket, { ...session, seq: Math.max(session.seq, seq) });
}

/** The subscription no longer fits the schema or the data. */
function dropSubscription(
  broadcaster: Broadcaster,
  socket: WebSocket,
  id: string,
  refusal: Pick<Extract<ServerMessage, { type: "error" }>, "code" | "message">,
): void {
  const session = sessionOf(socket);
  if (session === undefined) return;
  const subscriptions = session.subscriptions.filter((one) => one.id !== id);
  keepSession(socket, { ...session, subscriptions });
  deliver(broadcaster, socket, JSON.stringify({ type: "error", id, ...refusal }));
}
