import { z } from "zod";
import { where } from "../query/query.ts";
import { roles } from "../schema/columns.ts";

/** The socket's user, as sent by the Worker when it opens. */
export const memberSchema = z.object({
  userId: z.string(),
  role: z.enum(roles),
  /** False for a read-only API key. */
  mayWrite: z.boolean(),
  /** Expiry of the token or key, in milliseconds. */
  validUntil: z.number(),
});
export type Member = z.output<typeof memberSchema>;

export const memberHeader = "Seaworthy-Table-Member";

/**
 * Everything a socket keeps while the object hibernates. Nothing about a socket stays in memory,
 * which may be lost between any two messages.
 */
const sessionSchema = z.object({
  /** Used by `live-sockets`, which closes silent sockets. */
  openedAt: z.number(),
  idleMs: z.number(),
  heardAt: z.number().default(0),
  member: memberSchema,
  subscriptions: z.array(z.object({ id: z.string(), where })).default([]),
  /** Subscriptions to similar rows; the rest of each is in the object's storage. */
  similar: z.array(z.object({ id: z.string(), key: z.string() })).default([]),
  /** The last change sent. */
  seq: z.number().default(0),
  /** Bytes sent and not yet confirmed; and those sent since `mark`. */
  unconfirmed: z.number().default(0),
  mark: z.object({ seq: z.number(), bytesAfter: z.number() }).optional(),
});
export type Session = z.output<typeof sessionSchema>;

export function sessionOf(socket: WebSocket): Session | undefined {
  return sessionSchema.safeParse(socket.deserializeAttachment()).data;
}

/**
 * Returns false, leaving the stored value unchanged, when it exceeds the runtime's limit per socket
 * (16,384 bytes, serialized).
 */
export function keepSession(socket: WebSocket, session: Session): boolean {
  try {
    socket.serializeAttachment(session);
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && /too large|exceed|bytes/i.test(thrown.message)) return false;
    throw thrown;
  }
}

/** The session after sending that many bytes, up to that change. */
export function sent(session: Session, seq: number, bytes: number): Session {
  const unconfirmed = session.unconfirmed + bytes;
  const mark = session.mark
    ? { ...session.mark, bytesAfter: session.mark.bytesAfter + bytes }
    : { seq, bytesAfter: 0 };
  return { ...session, seq: Math.max(session.seq, seq), unconfirmed, mark };
}

/** The session after the client confirmed everything up to that change. */
export function confirmed(session: Session, seq: number): Session {
  const { mark, ...rest } = session;
  if (seq >= session.seq) return { ...rest, unconfirmed: 0 };
  if (mark === undefined || seq < mark.seq) return session;
  return {
    ...rest,
    unconfirmed: mark.bytesAfter,
    ...(mark.bytesAfter > 0 ? { mark: { seq: session.seq, bytesAfter: 0 } } : {}),
  };
}
