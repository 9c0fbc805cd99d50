import { once } from "node:events";
import { createServer } from "node:http";

export interface Recorder {
  /** The URL to use instead of the real service's. */
  readonly origin: string;
  /** Recorded bodies, as text. */
  readonly bodies: readonly string[];
  /** Resolves when requests in flight have been passed on. */
  close(): Promise<void>;
}

/** Forwards every request to the real service and records what was sent. */
export async function recordRequests(behind: string): Promise<Recorder> {
  const bodies: string[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    bodies.push(body.toString());
    const {
      host: _host,
      connection: _connection,
      "content-length": _length,
      "transfer-encoding": _encoding,
      ...headers
    } = incoming.headers;
    const answer = await fetch(behind + incoming.url, {
      method: incoming.method ?? "GET",
      headers: headers as Record<string, string>,
      ...(body.length > 0 ? { body } : {}),
    });
    outgoing.writeHead(answer.status, { connection: "close" }).end(await answer.text());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const close = async () => {
    const closed = once(server, "close");
    server.close();
    server.closeIdleConnections();
    await closed;
  };
  return { origin: `http://127.0.0.1:${port}`, bodies, close };
}
