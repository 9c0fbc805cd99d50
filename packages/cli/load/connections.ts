import type { Values } from "@seaworthy/plugins/kit/values";
import { clientConfig } from "@seaworthy/plugins/seaworthy/database/access";
import pg from "pg";
import { countConnections } from "./count-connections.ts";

const everyMs = 1_000;

/**
 * Counts the clients connected to the database every second, over a separate connection. Samples
 * that cannot be read are skipped.
 */
export async function watchConnections(
  access: Values,
  add: (sample: { readonly time: number; readonly connections: number }) => void,
): Promise<{ stop(): Promise<void> }> {
  const client = new pg.Client(clientConfig(access));
  client.on("error", () => undefined); // the server ended the connection; there are no further counts
  await client.connect();
  const read = async () =>
    add({ time: Math.floor(Date.now() / 1000), connections: await countConnections(client) });
  const timer = setInterval(() => void read().catch(() => undefined), everyMs); // see above
  return {
    stop: async () => {
      clearInterval(timer);
      await client.end();
    },
  };
}
