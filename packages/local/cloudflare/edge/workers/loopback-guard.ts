import { tracingChannel } from "node:diagnostics_channel";
import { type IncomingMessage, Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * Miniflare runs its own server, to which workerd reports, on a loopback TCP port and without
 * checking Host. A web page whose name an attacker points at 127.0.0.1 could reach it.
 */
export function guardMiniflareServers(): void {
  if (watching) return;
  watching = true;
  tracingChannel("net.server.listen").subscribe({ asyncEnd: guard, ...nothingElse });
}

let watching = false;
const ignore = () => undefined;
const nothingElse = { start: ignore, end: ignore, asyncStart: guard, error: ignore };
const guarded = new WeakSet<Server>();

/** Only Miniflare's HTTP server has a `stop` with a grace period. */
function guard(message: object): void {
  const server = "server" in message ? message.server : undefined;
  if (!(server instanceof Server) || !("stop" in server) || guarded.has(server)) return;
  guarded.add(server);
  const answer = server.listeners("request");
  const upgrade = server.listeners("upgrade");
  server.removeAllListeners("request").removeAllListeners("upgrade");
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    if (isLoopback(request)) for (const listen of answer) listen.call(server, request, response);
    else response.writeHead(421, { Connection: "close" }).end();
  });
  server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    if (isLoopback(request))
      for (const listen of upgrade) listen.call(server, request, socket, head);
    else socket.end("HTTP/1.1 421 Misdirected Request\r\nConnection: close\r\n\r\n");
  });
}

function isLoopback({ headers: { host } }: IncomingMessage): boolean {
  return /^(localhost|127\.0\.0\.1)(:\d+)?$/.test(host ?? "");
}
