import { tracingChannel } from "node:diagnostics_channel";
import { type IncomingMessage, Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * Miniflare has a server of its own, which workerd reports to: on a TCP port of loopback, and it
 * looks at no Host. A web page whose name an attacker points at 127.0.0.1 would reach it.
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

/** Miniflare's is the one HTTP server here that can be stopped with a time of grace. */
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
