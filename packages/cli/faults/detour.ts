import { connect, createServer, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** What happens to responses on their way back. */
export type DetourMode = "pass" | "slow" | "reset" | "partial";

/** A port in front of a service's own. */
export interface Detour {
  readonly port: number;
  set(mode: DetourMode): void;
  close(): Promise<void>;
}

const slowMs = 500;

export async function openDetour(target: number): Promise<Detour> {
  let mode: DetourMode = "pass";
  const sockets = new Set<Socket>();
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).once("close", () => sockets.delete(socket));
    return socket;
  };
  const server = createServer((client) => {
    track(client);
    if (mode === "reset") return void client.resetAndDestroy();
    const service = track(connect(target, "127.0.0.1"));
    client.pipe(service);
    client.once("close", () => service.destroy());
    let passed: Promise<unknown> = Promise.resolve();
    service.on("data", (chunk: Buffer) => {
      passed = Promise.all([passed, passOn(chunk, mode, client)]);
    });
    // What is still delayed arrives before the end.
    service.once("close", () => void passed.then(() => client.end()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    set: (next) => {
      mode = next;
      if (mode === "reset") for (const socket of sockets) socket.resetAndDestroy();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Every chunk waits equally long, so their order stays. */
async function passOn(chunk: Buffer, mode: DetourMode, client: Socket): Promise<void> {
  if (mode === "slow") await delay(slowMs);
  if (client.destroyed) return;
  if (mode !== "partial") return void client.write(chunk);
  client.end(chunk.subarray(0, Math.floor(chunk.length / 2)));
}
