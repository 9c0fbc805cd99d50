import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { openOrigin } from "./origin.ts";
import { connectOrigin } from "./origin-connection.ts";
import { type GuardedOrigin, serveClient } from "./session.ts";

/**
 * What Hyperdrive does for a Worker's database: a Worker opens a connection per request and gets
 * one here that is already logged in. A login costs a Worker several round trips and 4,096 rounds
 * of SCRAM. At most `origin_connection_limit` connections are open to an origin, each lent for one
 * transaction; clients wait when all are in use.
 */
export interface Hyperdrives {
  /**
   * The connection string for the Worker, derived from the origin's: same login, different address.
   */
  urlOf(origin: string, connectionLimit?: number): Promise<string>;
  close(): Promise<void>;
}

/** Cloudflare's default when a configuration sets no `origin_connection_limit`. */
const defaultConnectionLimit = 60;

/** As long as a query waits in Hyperdrive for a pool connection. */
const poolWaitMs = 15_000;

export function openHyperdrives(): Hyperdrives {
  const doors = new Map<string, Promise<Door>>();
  return {
    urlOf: async (origin, connectionLimit = defaultConnectionLimit) => {
      const url = new URL(origin);
      const door = doors.get(url.host) ?? openDoor();
      doors.set(url.host, door);
      const { port, admit } = await door;
      admit(origin, connectionLimit);
      url.host = `127.0.0.1:${port}`;
      return url.href;
    },
    close: async () => {
      const opened = [...doors.values()];
      doors.clear();
      await Promise.all(opened.map(async (door) => (await door).close()));
    },
  };
}

interface Door {
  readonly port: number;
  /** Admits clients that know the password in that connection string. */
  admit(connectionString: string, connectionLimit: number): void;
  close(): Promise<void>;
}

/**
 * One loopback listener for all logins to one server; the password selects the login. Versions in
 * one runtime may have different logins, as during a rotation, and miniflare keeps one address per
 * binding name, whatever the version (https://github.com/cloudflare/workers-sdk,
 * packages/miniflare/src/plugins/hyperdrive).
 */
async function openDoor(): Promise<Door> {
  const origins = new Map<string, GuardedOrigin>();
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client);
    client.once("close", () => clients.delete(client)).setNoDelay(true);
    serveClient(client, () => origins.values());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: portOf(server),
    admit: (connectionString, connectionLimit) => {
      if (origins.has(connectionString)) return;
      const password = decodeURIComponent(new URL(connectionString).password);
      const origin = openOrigin({
        connectionLimit,
        connect: (onClose) => connectOrigin(connectionString, onClose),
        afterWait: (expire) => {
          const timer = setTimeout(expire, poolWaitMs);
          return () => clearTimeout(timer);
        },
      });
      origins.set(connectionString, { origin, password });
    },
    close: async () => {
      for (const { origin } of origins.values()) origin.close();
      for (const client of clients) client.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
