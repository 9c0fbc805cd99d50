import { createServer, type Server } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import type { SecureVersion } from "node:tls";
import { hasErrno, SeaworthyError } from "@seaworthy/core/errors.ts";
import type { Certificate } from "./certificate.ts";
import type { Handler } from "./handler.ts";

export interface TlsRange {
  readonly minVersion: SecureVersion;
  readonly maxVersion: SecureVersion;
}

export interface Listeners {
  /** For connections from now on. */
  setTls(range: TlsRange): void;
  close(): Promise<void>;
}

/** Header limits of Cloudflare: 128 KB in all. A request's head must be there within 15 s; bodies may take their time. */
const serverOptions = {
  maxHeaderSize: 128 * 1024,
  headersTimeout: 15_000,
  requestTimeout: 0,
  keepAliveTimeout: 60_000,
  insecureHTTPParser: false,
};

/** HTTP and TLS on 127.0.0.1, and on ::1 where there is one. */
export async function listen(
  handler: Handler,
  options: { httpPort: number; httpsPort: number; certificate: Certificate; tls: TlsRange },
): Promise<Listeners> {
  const { key, chain } = options.certificate;
  const secure = () => {
    const server = createTlsServer({ ...serverOptions, key, cert: chain, ...options.tls });
    return attach(server, handler);
  };
  const plain = () => attach(createServer(serverOptions), handler);
  const tlsServers = [secure(), secure()] as const;
  const servers: [Server | TlsServer, number, string][] = [
    [plain(), options.httpPort, "127.0.0.1"],
    [tlsServers[0], options.httpsPort, "127.0.0.1"],
    [plain(), options.httpPort, "::1"],
    [tlsServers[1], options.httpsPort, "::1"],
  ];
  await Promise.all(servers.map(([server, port, host]) => start(server, port, host)));
  return {
    setTls: (range) => {
      for (const server of tlsServers) server.setSecureContext({ key, cert: chain, ...range });
    },
    close: async () => {
      await Promise.all(servers.map(([server]) => stop(server)));
    },
  };
}

function attach<T extends Server | TlsServer>(server: T, handler: Handler): T {
  server.on("request", handler.request);
  server.on("upgrade", handler.upgrade);
  // A malformed head gets Node's bare 400, which tells a stranger nothing.
  return server;
}

function start(server: Server | TlsServer, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      if (host === "::1" && hasErrno(cause, "EADDRNOTAVAIL", "EAFNOSUPPORT")) resolve();
      else reject(hasErrno(cause, "EADDRINUSE") ? portTaken(port, host) : cause);
    });
    server.listen({ port, host }, resolve);
  });
}

/** On ::1 too: `localhost` may mean that address, and would lead to the other program. */
function portTaken(port: number, host: string): SeaworthyError {
  const text = `Port ${port} of ${host}, which belongs to the edge, is used by another program. Find it with "lsof -i :${port}" and stop it, or run "seaworthy up local --new-ports".`;
  return new SeaworthyError("PORT_TAKEN", text, { details: { port, host } });
}

function stop(server: Server | TlsServer): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) return resolve();
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
