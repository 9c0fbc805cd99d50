import { defined } from "@seaworthy/core/defined";
import { createClient, ErrorReply, RESP_TYPES, type TypeMapping } from "redis";
import type { Logger } from "../../kernel/logger.ts";
import type { Credentials } from "./rest/rest-token.ts";

export type RedisArgument = string | Buffer;
/** Command name first. */
export type RedisCommand = readonly RedisArgument[];
/** As received: JSON has null, which no command accepts. */
export type GivenCommand = readonly (RedisArgument | null)[];

/**
 * A lossless RESP 2 reply: a Buffer is a string, a string is an integer (up to 64 bits) or, in the
 * raw form, a status.
 */
export type RedisReply = Buffer | string | null | ErrorReply | readonly RedisReply[];

export type ReplyTypes = TypeMapping;

/** For JSON: statuses are plain strings. */
export const valueTypes: ReplyTypes = {
  [RESP_TYPES.BLOB_STRING]: Buffer,
  [RESP_TYPES.SIMPLE_STRING]: Buffer,
  [RESP_TYPES.NUMBER]: String,
};

/** For RESP 2: statuses and strings stay distinct. */
export const wireTypes: ReplyTypes = {
  [RESP_TYPES.BLOB_STRING]: Buffer,
  [RESP_TYPES.NUMBER]: String,
};

/** How long a command waits for a restarting server. */
const offlineWaitMs = 10_000;
const longestQueue = 20_000;

export interface RedisConnection {
  /**
   * Rejects with ErrorReply for the server's own errors. Commands sent in the same tick of the
   * event loop arrive consecutively.
   */
  send(
    command: RedisCommand,
    options?: { types?: ReplyTypes; chain?: symbol },
  ): Promise<RedisReply>;
  subscribe(
    channels: readonly string[],
    onMessage: (message: Buffer, channel: Buffer) => void,
  ): Promise<void>;
  subscribeToPatterns(
    patterns: readonly string[],
    onMessage: (message: Buffer, channel: Buffer, pattern: string) => void,
  ): Promise<void>;
  monitor(onLine: (line: string) => void): Promise<void>;
  close(): void;
}

export interface ConnectionOptions {
  readonly port: number;
  readonly credentials: Credentials;
  readonly log: Logger;
}

/** Never connects. Its duplicates share its class: `createClient` defines one of 500 methods. */
const original = createClient({
  RESP: 2,
  commandsQueueMaxLength: longestQueue,
  disableClientInfo: true,
  maintNotifications: "disabled",
});

/**
 * Logs in to a database's server as one user. Connects in the background and reconnects when the
 * connection is lost.
 */
export function openConnection({ port, credentials, log }: ConnectionOptions): RedisConnection {
  const client = original.duplicate({
    ...credentials,
    socket: {
      host: "127.0.0.1",
      port,
      noDelay: true,
      reconnectStrategy: (attempt) => Math.min(500, 20 * 2 ** attempt),
    },
  });
  client.on("error", (cause: unknown) =>
    log.warn("redis.connection_lost", { user: credentials.username, cause }),
  );
  client
    .connect()
    .catch((cause: unknown) =>
      log.warn("redis.connection_failed", { user: credentials.username, cause }),
    );
  return {
    send: (command, options = {}) =>
      client.sendCommand<RedisReply>(command, {
        typeMapping: options.types ?? valueTypes,
        ...defined({ chainId: options.chain }),
        ...(client.isReady ? {} : { timeout: offlineWaitMs }),
      }),
    subscribe: (channels, onMessage) => client.subscribe([...channels], onMessage, true),
    subscribeToPatterns: async (patterns, onMessage) => {
      for (const pattern of patterns)
        await client.pSubscribe(
          pattern,
          (message, channel) => onMessage(message, channel, pattern),
          true,
        );
    },
    monitor: (onLine) => client.monitor((line) => void onLine(String(line))),
    close: () => {
      if (client.isOpen) client.destroy();
    },
  };
}

export { ErrorReply };
