import {
  createServer,
  type Server as HttpServer,
  type IncomingMessage,
  request,
  type ServerResponse,
} from "node:http";
import type { AddressInfo, Server, Socket } from "node:net";
import type { Call, Destination, Gate } from "./gate.ts";
import { openSqlDetour } from "./sql-detour.ts";

export interface Detour {
  /** Real ports, and where to connect instead. */
  readonly ports: Readonly<Record<string, number>>;
  close(): Promise<void>;
}

/** Proxies calls between callers and servers; the gate decides which pass. */
export async function openDetour(
  destinations: readonly Destination[],
  gate: Gate,
): Promise<Detour> {
  const sockets = new Set<Socket>();
  const servers = destinations.map((destination) => {
    const server: Server =
      destination.protocol === "http"
        ? openHttpDetour(destination, gate)
        : openSqlDetour(destination, gate);
    server.on("connection", (socket: Socket) => {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      socket.on("error", () => socket.destroy()); // killed callers reset their connections
    });
    return { destination, server };
  });
  await Promise.all(
    servers.map(
      ({ server }) => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)),
    ),
  );
  return {
    ports: Object.fromEntries(
      servers.map(({ destination, server }) => [
        destination.port,
        (server.address() as AddressInfo).port,
      ]),
    ),
    close: async () => {
      const closed = servers.map(({ server }) => new Promise((resolve) => server.close(resolve)));
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
  };
}

function openHttpDetour(destination: Destination, gate: Gate): HttpServer {
  return createServer((incoming, outgoing) => {
    // When one end closes, the other is closed too.
    pass(destination, gate, incoming, outgoing).catch(() => outgoing.destroy());
  });
}

async function pass(
  destination: Destination,
  gate: Gate,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = await bytesOf(incoming);
  const call: Call = {
    service: destination.service,
    name: `${incoming.method} ${pathName(incoming.url ?? "")}`,
  };
  const fate = await gate.before(call);
  if (fate === "silence") return;
  if (fate === "cut") return void outgoing.destroy();
  if (typeof fate === "number") {
    const text = JSON.stringify({
      errors: [{ message: `made by a test instead of ${call.name}` }],
    });
    return void outgoing
      .writeHead(fate, { "content-type": "application/json", "retry-after": "1" })
      .end(text);
  }
  const answer = await forward(destination.port, incoming, body);
  const received = await bytesOf(answer);
  if ((await gate.after(call)) === "cut") return void outgoing.destroy();
  outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders).end(received);
}

/** Callers send the detour's address; the server knows only its own. */
function withoutDetour(headers: readonly string[], from: number | undefined, to: number): string[] {
  return headers.map((text, index) =>
    index % 2 === 1 && headers[index - 1]?.toLowerCase() === "host"
      ? text.replace(new RegExp(`:${from}$`), `:${to}`)
      : text,
  );
}

function forward(
  port: number,
  { method, url, rawHeaders, socket }: IncomingMessage,
  body: Buffer,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: "127.0.0.1",
        port,
        method,
        path: url,
        headers: withoutDetour(rawHeaders, socket.localPort, port),
        agent: false,
        setHost: false,
      },
      resolve,
    );
    asked.once("error", reject);
    asked.end(body);
  });
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Equal in every run: version ids and challenges are masked. */
function pathName(url: string): string {
  return url.replace(/\?.*$/, "").replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "{id}");
}
