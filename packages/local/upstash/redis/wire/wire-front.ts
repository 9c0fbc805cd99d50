import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { messageOf } from "@seaworthy/core/errors";
import { commandName } from "../commands.ts";
import type { RedisCommand } from "../connection.ts";
import { CommandReader, ProtocolProblem } from "./command-reader.ts";
import { WireCommands, type WireContext } from "./wire-commands.ts";

export interface WireFrontOptions extends WireContext {
  /** Clients connect here. */
  readonly port: number;
  /** Redis listens here. */
  readonly serverPort: number;
  readonly maxRequestBytes: () => number;
}

/** A web page that sends a request to this port; Redis closes such connections too. */
const ofHttp = new Set(["POST", "HOST:"]);

/**
 * The Redis protocol of one database, with Upstash's limits in front of a real Redis: its commands
 * are read and changed, its replies pass unread.
 */
export class WireFront {
  readonly #options: WireFrontOptions;
  readonly #clients = new Set<Socket>();
  #server: Server | undefined;

  constructor(options: WireFrontOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    if (this.#server) return;
    const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
      this.#clients.add(client);
      client.once("close", () => this.#clients.delete(client));
      void this.#serve(client);
    });
    this.#server = server;
    server.listen({ port: this.#options.port, host: "127.0.0.1" });
    await once(server, "listening");
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const client of this.#clients) client.destroy();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  async #serve(client: Socket): Promise<void> {
    const { serverPort, maxRequestBytes } = this.#options;
    const redis = connect({ port: serverPort, host: "127.0.0.1", noDelay: true });
    // Either side that breaks ends the other: the client then connects again.
    client.once("error", () => redis.destroy());
    client.once("close", () => redis.destroy());
    redis.once("error", () => client.destroy());
    redis.once("close", () => client.destroySoon());
    redis.pipe(client);
    const reader = new CommandReader(maxRequestBytes);
    const commands = new WireCommands(this.#options);
    try {
      // Destroying it on a problem would lose the error that it gets.
      for await (const chunk of client.iterator({ destroyOnReturn: false })) {
        const read = reader.push(chunk as Buffer);
        if (read.some((command) => ofHttp.has(commandName(command)))) return void client.destroy();
        const sent: RedisCommand[] = [];
        for (const command of read) sent.push(await commands.toRedis(command));
        if (sent.length > 0 && !redis.write(encoded(sent)) && !redis.destroyed)
          await Promise.race([once(redis, "drain"), once(redis, "close")]);
      }
      redis.end();
    } catch (thrown) {
      if (thrown instanceof ProtocolProblem) client.end(`-${messageOf(thrown)}\r\n`);
      else client.destroy();
      redis.unpipe(client).destroy();
    }
  }
}

function encoded(commands: readonly RedisCommand[]): Buffer {
  const parts: Buffer[] = [];
  for (const command of commands) {
    parts.push(Buffer.from(`*${command.length}\r\n`));
    for (const given of command) {
      const bytes = typeof given === "string" ? Buffer.from(given) : given;
      parts.push(Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from("\r\n"));
    }
  }
  return Buffer.concat(parts);
}
