import { z } from "zod";
import { liveSubscriber, subscriberHeader } from "./live-subscriber.ts";

/** Data that a socket keeps while hibernating. */
const attachment = z.object({
  openedAt: z.number(),
  idleMs: z.number(),
  /**
   * When it last sent something other than `ping`; maintained by objects whose clients send more.
   */
  heardAt: z.number().default(0),
});
type Attachment = z.output<typeof attachment>;

/**
 * Accepts an upgrade created by `upgradeOf`, unless its sender has reached their socket limit (429)
 * or the object its own (503). `ping` is answered with `pong` without waking the object.
 *
 * @param more further data that the socket keeps while hibernating.
 */
export async function acceptSocket(
  state: DurableObjectState,
  request: Request,
  mostInAll: number,
  more: object = {},
): Promise<Response> {
  const header = request.headers.get(subscriberHeader) ?? "null";
  const subscriber = liveSubscriber.safeParse(JSON.parse(header));
  if (!subscriber.success) return new Response(null, { status: 400 });
  const { tag, most, idleMs } = subscriber.data;
  if (openSockets(state).length >= mostInAll) return new Response(null, { status: 503 });
  if (openSockets(state, tag).length >= most) return new Response(null, { status: 429 });
  const { 0: client, 1: server } = new WebSocketPair();
  state.acceptWebSocket(server, [tag]);
  const heardAt = Date.now();
  server.serializeAttachment({ ...more, openedAt: heardAt, heardAt, idleMs } satisfies Attachment);
  await wakeWithin(state, idleMs);
  return new Response(null, { status: 101, webSocket: client });
}

export function openSockets(state: DurableObjectState, tag?: string): WebSocket[] {
  return state
    .getWebSockets(tag)
    .filter((socket) => socket.readyState === WebSocket.READY_STATE_OPEN);
}

/**
 * For the object's alarm: closes sockets that have been silent too long, and sets the alarm for the
 * others.
 */
export async function closeIdleSockets(state: DurableObjectState): Promise<number> {
  const now = Date.now();
  const ends = openSockets(state).map((socket) => ({ socket, endsAt: endOf(state, socket) }));
  const idle = ends.filter(({ endsAt }) => endsAt <= now);
  // 1001: going away (RFC 6455, 7.4.1). Clients that still exist reconnect.
  for (const { socket } of idle) socket.close(1001, "Idle. Send ping to stay connected.");
  const next = ends.filter(({ endsAt }) => endsAt > now).map(({ endsAt }) => endsAt - now);
  if (next.length > 0) await wakeWithin(state, Math.min(...next));
  return idle.length;
}

/** When the socket's idle timeout expires. */
function endOf(state: DurableObjectState, socket: WebSocket): number {
  const kept = attachment.safeParse(socket.deserializeAttachment());
  const { openedAt, heardAt, idleMs } = kept.data ?? { openedAt: 0, heardAt: 0, idleMs: 0 };
  const pinged = state.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0;
  return Math.max(openedAt, heardAt, pinged) + idleMs;
}

/** A Durable Object has only one alarm: an earlier one is kept. */
async function wakeWithin(state: DurableObjectState, ms: number): Promise<void> {
  const at = Date.now() + ms;
  const set = await state.storage.getAlarm();
  if (set === null || set > at) await state.storage.setAlarm(at);
}
