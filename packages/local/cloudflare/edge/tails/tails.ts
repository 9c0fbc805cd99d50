import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Duplex } from "node:stream";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { EdgeContext } from "../edge-context.ts";
import { passes, type TailFilter } from "./tail-filter.ts";
import { TailSocket, webSocketKey } from "./tail-socket.ts";
import type { TracedCall } from "./traced-call.ts";

/** Cloudflare ends a tail after six hours. */
const lifetimeMs = 6 * 60 * 60 * 1_000;
/** https://developers.cloudflare.com/workers/observability/logs/real-time-logs/#limits */
const mostTails = 10;
/** A client that has not read this much loses what follows, as when Cloudflare samples. */
const mostUnreadBytes = 1024 * 1024;

export interface Tail {
  readonly id: string;
  readonly script: string;
  readonly expiresAtMs: number;
}

interface OpenTail extends Tail {
  readonly filters: readonly TailFilter[];
  readonly clients: Set<TailSocket>;
}

/** The tails of all Workers, and the port on which their clients listen. */
export class Tails {
  readonly #context: EdgeContext;
  readonly #tails = new Map<string, OpenTail>();
  readonly #onEnded: (script: string) => void;
  #server: Promise<Server> | undefined;

  /** `onEnded` is called when a Worker's last tail has ended. */
  constructor(context: EdgeContext, onEnded: (script: string) => void) {
    this.#context = context;
    this.#onEnded = onEnded;
  }

  /** Throws when the Worker has as many as Cloudflare allows. */
  async create(script: string, filters: readonly TailFilter[]): Promise<Tail & { url: string }> {
    if (this.list(script).length >= mostTails) {
      const text = `A Worker has at most ${mostTails} tails at once.`;
      throw new SeaworthyError("INPUT_INVALID", text);
    }
    this.#server ??= this.#listen();
    await this.#server;
    const id = randomBytes(16).toString("hex");
    const expiresAtMs = this.#context.clock.now() + lifetimeMs;
    const tail: OpenTail = { id, script, expiresAtMs, filters, clients: new Set() };
    this.#tails.set(id, tail);
    const port = await this.#context.ports.get("cloudflare.tail");
    return { ...shown(tail), url: `ws://127.0.0.1:${port}/${id}` };
  }

  list(script: string): readonly Tail[] {
    const now = this.#context.clock.now();
    for (const { id, expiresAtMs } of this.#tails.values()) if (expiresAtMs <= now) this.end(id);
    return [...this.#tails.values()].filter((tail) => tail.script === script).map(shown);
  }

  isTailed(script: string): boolean {
    return this.list(script).length > 0;
  }

  end(id: string): void {
    const tail = this.#tails.get(id);
    if (!tail) return;
    this.#tails.delete(id);
    for (const client of tail.clients) client.close();
    if (![...this.#tails.values()].some(({ script }) => script === tail.script))
      this.#onEnded(tail.script);
  }

  publish(script: string, versionId: string, call: TracedCall): void {
    const message = { ...call, scriptName: script, scriptVersion: { id: versionId }, ...always };
    const text = JSON.stringify(message);
    for (const { filters, clients, ...tail } of this.#tails.values()) {
      if (tail.script !== script || !passes(filters, versionId, call, Math.random)) continue;
      for (const client of clients) if (client.waitingBytes < mostUnreadBytes) client.send(text);
    }
  }

  async close(): Promise<void> {
    const server = await this.#server;
    for (const { clients } of this.#tails.values()) for (const client of clients) client.destroy();
    this.#tails.clear();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }

  async #listen(): Promise<Server> {
    const port = await this.#context.ports.claim("cloudflare.tail");
    const server = createServer((_request, response) => response.writeHead(426).end());
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const key = webSocketKey(request);
      const tail = this.#tails.get(request.url?.slice(1) ?? "");
      if (!key || !tail || request.headers.host !== `127.0.0.1:${port}`) return refuse(socket);
      if (head.length > 0) socket.unshift(head);
      attach(tail, socket, key, () => this.end(tail.id));
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(port, "127.0.0.1", resolve);
    });
    return server;
  }
}

/** Without its connections, which stay where they are. */
function shown({ id, script, expiresAtMs }: OpenTail): Tail {
  return { id, script, expiresAtMs };
}

/** A tail ends with its last client: one that was killed sends no DELETE. */
function attach({ clients }: OpenTail, socket: Duplex, key: string, onLast: () => void): void {
  const client = new TailSocket(socket, key, () => {
    clients.delete(client);
    if (clients.size === 0) onLast();
  });
  clients.add(client);
}

const always = { diagnosticsChannelEvents: [], executionModel: "stateless" } as const;

function refuse(socket: Duplex): void {
  socket.on("error", () => socket.destroy());
  socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
}
