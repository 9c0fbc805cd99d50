import type { ServerMessage } from "../protocol.ts";
import type { Written } from "../rows/changes.ts";
import type { Outcome } from "../schema/outcome.ts";

/** Sends a message to one socket, unless it is closed. */
export function say(socket: WebSocket, message: ServerMessage): void {
  if (socket.readyState === WebSocket.READY_STATE_OPEN) socket.send(JSON.stringify(message));
}

/** Acknowledges a write, or reports why it was rejected as a whole. */
export function reply(socket: WebSocket, requestId: string, outcome: Outcome<Written>): void {
  say(
    socket,
    outcome.done
      ? { type: "ack", requestId, ...outcome.value }
      : { type: "error", requestId, ...outcome.refusal },
  );
}
