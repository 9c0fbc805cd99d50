import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/**
 * `stopped`: connections are refused. `slow`: every chunk of a response is delayed by that time.
 * `cut`: the connection ends after that many bytes of responses. `lost`: the service receives and
 * executes a request with that text, but its response never arrives.
 */
export type Fault =
  | { kind: "none" }
  | { kind: "stopped" }
  | { kind: "slow"; delayMs: number }
  | { kind: "cut"; afterBytes: number }
  | { kind: "lost"; text: string };

export interface FaultyProxy {
  readonly port: number;
  /** Number of connected clients. */
  connections(): number;
  /** Applies immediately, including to open connections. */
  set(fault: Fault): Promise<void>;
  close(): Promise<void>;
}

/** A proxy between a client and a real service on that port, with controllable failures. */
export async function startFaultyProxy(targetPort: number): Promise<FaultyProxy> {
  let fault: Fault = { kind: "none" };
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client);
    client.once("close", () => clients.delete(client));
    relay(client, targetPort, () => fault, readdress);
  });
  // Redis's REST endpoint only accepts its own name: the Host header must be the service's.
  const readdress = (bytes: Buffer) => {
    const text = bytes.toString("latin1");
    return Buffer.from(text.replace(`127.0.0.1:${port}`, `127.0.0.1:${targetPort}`), "latin1");
  };
  const listen = async (port: number) => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  };
  const refuse = () => {
    for (const client of clients) client.destroy();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  await listen(0);
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    port,
    connections: () => clients.size,
    set: async (next) => {
      const wasStopped = fault.kind === "stopped";
      fault = next;
      if (next.kind === "stopped" && !wasStopped) await refuse();
      if (next.kind !== "stopped" && wasStopped) await listen(port);
    },
    close: async () => {
      if (fault.kind !== "stopped") await refuse();
    },
  };
}

/** Relays bytes in both directions; the service's responses pass through the fault. */
function relay(
  client: Socket,
  targetPort: number,
  fault: () => Fault,
  readdress: (bytes: Buffer) => Buffer,
): void {
  const service = connect(targetPort, "127.0.0.1");
  const end = () => {
    client.destroy();
    service.destroy();
  };
  for (const socket of [client, service])
    socket.once("close", end).on("error", end).setNoDelay(true);
  let isLost = false;
  client.on("data", (bytes: Buffer) => {
    const now = fault();
    isLost ||= now.kind === "lost" && bytes.includes(now.text);
    service.write(readdress(bytes));
  });
  let answered = 0;
  service.on("data", (bytes: Buffer) => {
    const now = fault();
    answered += bytes.length;
    if (isLost) end();
    else if (now.kind === "cut" && answered > now.afterBytes)
      client.end(bytes.subarray(0, Math.max(0, bytes.length - (answered - now.afterBytes))), end);
    else if (now.kind === "slow")
      setTimeout(() => client.writable && client.write(bytes), now.delayMs);
    else client.write(bytes);
  });
}
