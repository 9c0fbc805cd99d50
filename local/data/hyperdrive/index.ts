import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { openOrigin } from "./origin.ts";
import { serveClient } from "./session.ts";

/**
 * What Hyperdrive does for a Worker's database: a Worker opens a connection a request, and here it finds one that is logged in already. The
 * login costs a Worker several round trips and 4,096 rounds of SCRAM; from here on the pooler gives each transaction a server, as it does in prod.
 */
export interface Hyperdrives {
  /** The connection string that the Worker gets for that of the origin; the same login, another address. */
  urlOf(origin: string): Promise<string>;
  close(): Promise<void>;
}

export function openHyperdrives(): Hyperdrives {
  const doors = new Map<string, Promise<Door>>();
  return {
    urlOf: async (origin) => {
      const door = doors.get(origin) ?? openDoor(origin);
      doors.set(origin, door);
      const url = new URL(origin);
      url.host = `127.0.0.1:${(await door).port}`;
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
  close(): Promise<void>;
}

/** One listener on loopback for one origin; it asks for the origin's own password. */
async function openDoor(connectionString: string): Promise<Door> {
  const origin = openOrigin(connectionString);
  const password = decodeURIComponent(new URL(connectionString).password);
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client);
    client.once("close", () => clients.delete(client)).setNoDelay(true);
    serveClient(client, origin, password);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: portOf(server),
    close: async () => {
      origin.close();
      for (const client of clients) client.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
