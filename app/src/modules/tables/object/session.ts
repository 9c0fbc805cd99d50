import { z } from "zod";
import { where } from "../query/query.ts";
import { roles } from "../schema/columns.ts";

/** Whom a socket belongs to, as the Worker says when it opens. */
export const memberSchema = z.object({
  userId: z.string(),
  role: z.enum(roles),
  /** False for an API key that may only read. */
  mayWrite: z.boolean(),
  /** Milliseconds: when the token or key ends. */
  validUntil: z.number(),
});
export type Member = z.output<typeof memberSchema>;

export const memberHeader = "Seaworthy-Table-Member";

/**
 * What a socket keeps while the object hibernates: everything. Nothing about a socket is held in
 * memory, which is lost between any two messages.
 */
const sessionSchema = z.object({
  /** Of `live-sockets`, which closes silent ones. */
  openedAt: z.number(),
  idleMs: z.number(),
  heardAt: z.number().default(0),
  member: memberSchema,
  subscriptions: z.array(z.object({ id: z.string(), where })).default([]),
  /** The last change that was sent. */
  seq: z.number().default(0),
  /** Bytes that were sent and not confirmed; and those since the change of `mark`. */
  unconfirmed: z.number().default(0),
  mark: z.object({ seq: z.number(), bytesAfter: z.number() }).optional(),
});
export type Session = z.output<typeof sessionSchema>;

export function sessionOf(socket: WebSocket): Session | undefined {
  return sessionSchema.safeParse(socket.deserializeAttachment()).data;
}

/**
 * Returns false, and keeps what was there, when it is more than the runtime keeps of a socket
 * (16,384 bytes in its own encoding).
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

/** After so many bytes were sent up to that change. */
export function sent(session: Session, seq: number, bytes: number): Session {
  const unconfirmed = session.unconfirmed + bytes;
  const mark = session.mark
    ? { ...session.mark, bytesAfter: session.mark.bytesAfter + bytes }
    : { seq, bytesAfter: 0 };
  return { ...session, seq: Math.max(session.seq, seq), unconfirmed, mark };
}

/** After the client said that everything up to that change has arrived. */
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
