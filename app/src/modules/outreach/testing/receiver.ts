import { once } from "node:events";
import { createServer } from "node:http";

/** A customer's receiver of webhooks that counts messages. */
export interface Receiver {
  readonly url: string;
  /** How often it got each message id. */
  readonly received: ReadonlyMap<string, number>;
  close(): void;
}

export async function startReceiver(): Promise<Receiver> {
  const received = new Map<string, number>();
  const server = createServer((request, response) => {
    const id = String(request.headers["webhook-id"]);
    request.resume().on("end", () => {
      received.set(id, (received.get(id) ?? 0) + 1);
      response.writeHead(204).end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    received,
    url: `http://127.0.0.1:${port}/hook`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
