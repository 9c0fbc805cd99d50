import type { IncomingMessage } from "node:http";
import type { Duplex, Writable } from "node:stream";
import { hasErrno } from "@seaworthy/core/errors";
import type { Logger } from "../../../kernel/logger.ts";
import type { Pipeline } from "../compose.ts";
import { ClientDisconnect } from "./client-disconnect.ts";
import { type Message, type ReceiveOptions, receive } from "./receive.ts";
import { discardResponse, type EdgeResponse, errorResponse } from "./response.ts";
import { type Outgoing, type Recipient, writeResponse } from "./response-writer.ts";
import { writeUpgrade } from "./upgrade-writer.ts";

export interface ServerOptions {
  /**
   * The compiled state; replaced as a whole when the state changes, so that a request sees only
   * one.
   */
  readonly pipeline: () => Pipeline;
  readonly zoneName: string;
  readonly now: () => number;
  readonly log: Logger;
}

/** What the listeners call. */
export interface RequestServer {
  request(message: Message, outgoing: Outgoing): void;
  upgrade(message: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/**
 * Errors of a client that disconnects midway or a Worker that breaks off; either way the connection
 * is finished.
 */
const brokenOff = [
  "ERR_STREAM_PREMATURE_CLOSE",
  "ECONNRESET",
  "EPIPE",
  "UND_ERR_SOCKET",
  "UND_ERR_ABORTED",
  "ERR_HTTP2_STREAM_ERROR",
  "ERR_HTTP2_INVALID_STREAM",
];

export function createRequestServer(options: ServerOptions): RequestServer {
  return {
    request: (message, outgoing) => {
      void serve(options, message, outgoing).catch((cause) => {
        options.log.error("edge.request_failed", { cause });
        outgoing.destroy();
      });
    },
    upgrade: (message, socket, head) => {
      socket.on("error", () => socket.destroy());
      void serveUpgrade(options, message, socket, head).catch((cause) => {
        options.log.error("edge.upgrade_failed", { cause });
        socket.destroy();
      });
    },
  };
}

async function serve(options: ServerOptions, message: Message, outgoing: Outgoing): Promise<void> {
  const disconnect = new ClientDisconnect();
  watch("stream" in outgoing ? outgoing.stream : outgoing, disconnect);
  const { to, response } = await respond(options, message, { disconnect });
  if (disconnect.happened) return discardResponse(response);
  try {
    await writeResponse(outgoing, response, to);
  } catch (thrown) {
    const isAbort = thrown instanceof Error && thrown.name === "AbortError";
    if (!isAbort && !hasErrno(thrown, ...brokenOff)) throw thrown;
    outgoing.destroy();
  }
}

async function serveUpgrade(
  options: ServerOptions,
  message: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  const disconnect = new ClientDisconnect();
  socket.once("close", () => disconnect.disconnected());
  const { to, response } = await respond(options, message, {
    disconnect,
    upgrade: { socket, head },
  });
  if (disconnect.happened) discardResponse(response);
  else writeUpgrade(socket, response, to.ray);
}

interface Responded {
  readonly to: Recipient;
  readonly response: EdgeResponse;
}

async function respond(
  options: ServerOptions,
  message: Message,
  how: Pick<ReceiveOptions, "disconnect" | "upgrade">,
): Promise<Responded> {
  const { zoneName } = options;
  const received = receive(message, { ...how, nowMs: options.now(), zoneName });
  if (!("malformed" in received))
    return { to: received.received, response: await options.pipeline()(received) };
  const to = { ray: received.ray, method: message.method ?? "GET" };
  return { to, response: errorResponse(received.malformed, received) };
}

function watch(sent: Writable, disconnect: ClientDisconnect): void {
  sent.once("close", () => {
    if (!sent.writableFinished) disconnect.disconnected();
  });
}
