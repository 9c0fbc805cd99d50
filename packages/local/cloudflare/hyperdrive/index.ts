import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { openOrigin } from "./origin.ts";
import { type GuardedOrigin, serveClient } from "./session.ts";

/**
 * What Hyperdrive does for a Worker's database: a Worker opens a connection a request, and here it
 * finds one that is logged in already. The login costs a Worker several round trips and 4,096
 * rounds of SCRAM; from here on the pooler gives each transaction a server, as it does in prod.
 */
export interface Hyperdrives {
  /**
   * The connection string that the Worker gets for that of the origin; the same login, another
   * address.
   */
  urlOf(origin: string): Promise<string>;
  close(): Promise<void>;
}

export function openHyperdrives(): Hyperdrives {
  const doors = new Map<string, Promise<Door>>();
  return {
    urlOf: async (origin) => {
      const url = new URL(origin);
      const door = doors.get(url.host) ?? openDoor();
      doors.set(url.host, door);
      const { port, admit } = await door;
      admit(origin);
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
  admit(connectionString: string): void;
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
    admit: (connectionString) => {
      if (origins.has(connectionString)) return;
      const password = decodeURIComponent(new URL(connectionString).password);
      origins.set(connectionString, { origin: openOrigin(connectionString), password });
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
