import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { openOrigin } from "./origin.ts";
import { connectOrigin } from "./origin-connection.ts";
import { type GuardedOrigin, serveClient } from "./session.ts";

/**
 * What Hyperdrive does for a Worker's database: a Worker opens a connection a request, and here it
 * finds one that is logged in already. The login costs a Worker several round trips and 4,096
 * rounds of SCRAM. At most `origin_connection_limit` connections are open to an origin, each lent
 * for one transaction; anyone who finds none waits for its turn.
 */
export interface Hyperdrives {
  /**
   * The connection string that the Worker gets for that of the origin; the same login, another
   * address.
   */
  urlOf(origin: string, connectionLimit?: number): Promise<string>;
  close(): Promise<void>;
}

/** What Cloudflare gives a configuration that names no `origin_connection_limit`. */
const defaultConnectionLimit = 60;

/** As long as Hyperdrive lets a query wait for a connection of its pool. */
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
  /** Lets clients in that know the password of that connection string. */
  admit(connectionString: string, connectionLimit: number): void;
  close(): Promise<void>;
}

/**
 * One listener on loopback for all logins of one server; the password says which is meant. Versions
 * in one runtime may have different logins, as during a rotation, and miniflare keeps one address
 * for each binding's name, whatever the version (https://github.com/cloudflare/workers-sdk,
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
