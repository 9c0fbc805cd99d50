import type { ServerResponse } from "node:http";
import { messageOf } from "@seaworthy/core/errors";
import { refuse } from "./answer.ts";
import { ErrorReply, type RedisConnection } from "./connection.ts";
import type { Identity } from "./users/identities.ts";

export type StreamKind = "subscribe" | "psubscribe" | "monitor";

const keepAliveMs = 15_000;

export function isStreamKind(word: string): word is StreamKind {
  return word === "subscribe" || word === "psubscribe" || word === "monitor";
}

/**
 * SUBSCRIBE, PSUBSCRIBE and MONITOR as server-sent events, in the format that `@upstash/redis`
 * reads: `data: subscribe,chat,1`, then `data: message,chat,hello`. Each stream has its own
 * connection, which is closed when the client disconnects, and ends when its token is revoked.
 */
export async function stream(
  response: ServerResponse,
  identity: Identity,
  kind: StreamKind,
  names: readonly string[],
): Promise<void> {
  const wrong = kind === "monitor" ? names.length > 0 : names.length === 0;
  if (wrong) return respond(response, 400, `ERR wrong number of arguments for '${kind}' command`);
  const connection = identity.open(() => {
    end();
    if (response.headersSent) response.end();
  });
  const heartbeat = setInterval(() => response.write(": keep-alive\n\n"), keepAliveMs);
  const end = () => {
    clearInterval(heartbeat);
    connection.close();
  };
  response.once("close", end);
  try {
    const events = new EventWriter(response);
    await start[kind](connection, names, events);
    events.open();
  } catch (thrown) {
    end();
    respondRefused(response, thrown);
  }
}

type Start = (
  connection: RedisConnection,
  names: readonly string[],
  events: EventWriter,
) => Promise<void>;

const start: Readonly<Record<StreamKind, Start>> = {
  subscribe: async (connection, names, events) => {
    for (const [index, name] of names.entries()) events.write(`subscribe,${name},${index + 1}`);
    await connection.subscribe(names, (message, channel) =>
      events.write(`message,${channel},${message}`),
    );
  },
  psubscribe: async (connection, names, events) => {
    for (const [index, name] of names.entries()) events.write(`psubscribe,${name},${index + 1}`);
    await connection.subscribeToPatterns(names, (message, channel, pattern) =>
      events.write(`pmessage,${pattern},${channel},${message}`),
    );
  },
  monitor: async (connection, _names, events) => {
    events.write('"OK"');
    await connection.monitor((line) => events.write(line));
  },
};

/**
 * Buffers events until the server has confirmed the subscription: until then an error can still set
 * the status.
 */
class EventWriter {
  readonly #response: ServerResponse;
  #waiting: string[] | undefined = [];

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  write(text: string): void {
    // A message with several lines is one event with several data lines.
    const event = `${text
      .split("\n")
      .map((line) => `data: ${line}`)
      .join("\n")}\n\n`;
    if (this.#waiting) this.#waiting.push(event);
    else this.#response.write(event);
  }

  open(): void {
    this.#response.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-cache",
    });
    this.#response.write((this.#waiting ?? []).join(""));
    this.#waiting = undefined;
  }
}

function respondRefused(response: ServerResponse, thrown: unknown): void {
  respond(response, thrown instanceof ErrorReply ? 400 : 503, messageOf(thrown));
}

function respond(response: ServerResponse, status: number, error: string): void {
  if (response.headersSent || response.destroyed) return;
  response
    .writeHead(status, { "content-type": "application/json" })
    .end(refuse(status, error).body);
}
