import { createServer, type Server } from "node:http";
import { createSecureServer, type Http2SecureServer, type Http2ServerResponse } from "node:http2";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { hasErrno, SeaworthyError } from "@seaworthy/core/errors";
import type { Certificate } from "../tls/certificate.ts";
import type { TlsRange } from "../tls/tls-range.ts";
import type { RequestServer } from "./server.ts";

export interface Listeners {
  /** Applies to new connections. */
  setTls(range: TlsRange): void;
  close(): Promise<void>;
}

/** Timeouts for clients. */
interface ClientLimits {
  /** For a request's head; a body may take longer, as long as data arrives. */
  readonly headMs: number;
  /**
   * For a connection with no data in either direction. Cloudflare's: 400 s idle, 120 s until a
   * response starts.
   */
  readonly silentMs: number;
}

export interface ListenOptions {
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly certificate: Certificate;
  readonly tls: TlsRange;
  readonly limits?: ClientLimits;
}

export const clientLimits: ClientLimits = { headMs: 15_000, silentMs: 150_000 };

type AnyServer = Server | Http2SecureServer;

/**
 * HTTP/1.1 on one port, HTTP/2 and HTTP/1.1 over TLS on the other; on 127.0.0.1, and on ::1 where
 * it exists.
 */
export async function listen(handler: RequestServer, options: ListenOptions): Promise<Listeners> {
  const { httpPort, httpsPort, certificate, tls, limits = clientLimits } = options;
  let { http2 } = tls;
  const chooseProtocol = ({ protocols }: { protocols: string[] }) =>
    ["h2", "http/1.1"].find((name) => protocols.includes(name) && (http2 || name !== "h2"));
  const plain = () => attach(createServer(serverOptions(limits)), handler, limits);
  const secure = () => {
    const own = {
      ...serverOptions(limits),
      ...http2Options,
      ...secureContext(certificate, tls),
      ALPNCallback: chooseProtocol,
    };
    return attach(createSecureServer(own), handler, limits);
  };
  const tlsServers = [secure(), secure()] as const;
  const servers: [AnyServer, number, string][] = [
    [plain(), httpPort, "127.0.0.1"],
    [tlsServers[0], httpsPort, "127.0.0.1"],
    [plain(), httpPort, "::1"],
    [tlsServers[1], httpsPort, "::1"],
  ];
  const connections = trackConnections(servers.map(([server]) => server));
  await Promise.all(servers.map(([server, port, host]) => start(server, port, host)));
  return {
    setTls: (range) => {
      http2 = range.http2;
      for (const server of tlsServers) server.setSecureContext(secureContext(certificate, range));
    },
    close: async () => {
      const closing = Promise.all(servers.map(([server]) => stop(server)));
      for (const socket of connections) socket.destroy();
      await closing;
    },
  };
}

/** Cloudflare accepts 128 KB of headers in total. */
export const maxHeaderBytes = 128 * 1024;

function serverOptions({ headMs }: ClientLimits) {
  return {
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: headMs,
    requestTimeout: 0,
    keepAliveTimeout: 60_000,
    // How often Node checks headersTimeout.
    connectionsCheckingInterval: Math.min(headMs, 5_000),
    insecureHTTPParser: false,
  };
}

/** As many concurrent requests per connection as Cloudflare accepts. */
const http2Options = {
  allowHTTP1: true,
  settings: { maxConcurrentStreams: 100, maxHeaderListSize: maxHeaderBytes },
};

/** TLS below 1.2 signs with SHA-1, which OpenSSL only allows at its lowest security level. */
function secureContext({ key, chain }: Certificate, { minVersion, maxVersion }: TlsRange) {
  const old = minVersion === "TLSv1" || minVersion === "TLSv1.1";
  return {
    key,
    cert: chain,
    minVersion,
    maxVersion,
    ciphers: old ? "DEFAULT:@SECLEVEL=0" : "DEFAULT",
  };
}

function attach<T extends AnyServer>(server: T, handler: RequestServer, limits: ClientLimits): T {
  // Both kinds of server emit the same events, which their types do not show.
  const either = server as Server;
  either.on("request", (message, response) => handler.request(message, response));
  either.on("upgrade", (message, socket, head) => {
    // WebSockets have no idle timeout.
    message.socket.setTimeout(0);
    handler.upgrade(message, socket, head);
  });
  either.on("connect", (message, target: Duplex | Http2ServerResponse) => {
    if ("stream" in message) (target as Http2ServerResponse).writeHead(405).end();
    else target.end(connectRefused);
  });
  // The HTTP/2 server ignores these two in its options.
  either.headersTimeout = limits.headMs;
  either.requestTimeout = 0;
  either.setTimeout(limits.silentMs, (socket) => socket.destroy());
  // A malformed head gets Node's bare 400, which reveals nothing.
  return server;
}

/** Without a listener, Node closes the connection and says nothing. */
const connectRefused =
  "HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

/** Closing a server does not close its connections. */
function trackConnections(servers: readonly AnyServer[]): Set<Socket> {
  const open = new Set<Socket>();
  for (const server of servers) {
    (server as Server).on("connection", (socket) => {
      open.add(socket);
      socket.once("close", () => open.delete(socket));
    });
  }
  return open;
}

function start(server: AnyServer, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      if (host === "::1" && hasErrno(cause, "EADDRNOTAVAIL", "EAFNOSUPPORT")) resolve();
      else reject(hasErrno(cause, "EADDRINUSE") ? portTaken(port, host) : cause);
    });
    server.listen({ port, host }, resolve);
  });
}

/** On ::1 too: `localhost` may resolve to it and would reach the other program. */
function portTaken(port: number, host: string): SeaworthyError {
  const text = `Another program uses port ${port} of ${host}, which belongs to the edge. Find it with "lsof -i :${port}" and stop it, or run "seaworthy up local --new-ports".`;
  return new SeaworthyError("PORT_TAKEN", text, { details: { port, host } });
}

function stop(server: AnyServer): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) return resolve();
    server.close(() => resolve());
  });
}
