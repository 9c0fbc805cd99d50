import { createHash } from "node:crypto";
import type { Logger } from "../../kernel/logger.ts";
import { openConnection, type RedisConnection } from "./connection.ts";
import { type Credentials, restToken } from "./rest/rest-token.ts";

/** Someone whose token was right. */
export interface Identity {
  readonly username: string;
  /**
   * Commands of all this user's requests share it. Redis knows it as that user, and enforces the
   * user's ACL itself.
   */
  readonly connection: RedisConnection;
  /**
   * A connection of one's own, for subscriptions; the caller closes it. `onRevoked` is called, and
   * the connection closed, when the token counts no more.
   */
  open(onRevoked: () => void): RedisConnection;
}

interface OwnedConnection {
  readonly token: string;
  readonly connection: RedisConnection;
  readonly onRevoked: () => void;
}

/** Who may use the REST endpoint, by token. */
export class Identities {
  readonly #port: number;
  readonly #log: Logger;
  #byToken = new Map<string, Credentials>();
  readonly #connections = new Map<string, RedisConnection>();
  readonly #owned = new Set<OwnedConnection>();

  constructor(port: number, log: Logger) {
    this.#port = port;
    this.#log = log;
  }

  /**
   * From now on these tokens count and no others; connections of tokens that count no more are
   * closed.
   */
  replace(credentials: readonly Credentials[]): void {
    this.#byToken = new Map(credentials.map((entry) => [digest(restToken(entry)), entry]));
    for (const [token, connection] of this.#connections) {
      if (this.#byToken.has(token)) continue;
      this.#connections.delete(token);
      connection.close();
    }
    for (const owned of this.#owned) {
      if (this.#byToken.has(owned.token)) continue;
      owned.connection.close();
      owned.onRevoked();
    }
  }

  /** The tokens that are not among these stop counting; no other begins to. */
  keepOnly(credentials: readonly Credentials[]): void {
    const kept = new Set(credentials.map((entry) => digest(restToken(entry))));
    this.replace([...this.#byToken].filter(([token]) => kept.has(token)).map(([, entry]) => entry));
  }

  /** Looks the token up by its digest: the time it takes tells nothing about other tokens. */
  find(token: string): Identity | undefined {
    const key = digest(token);
    const credentials = this.#byToken.get(key);
    if (!credentials) return undefined;
    return {
      username: credentials.username,
      connection: this.#shared(key, credentials),
      open: (onRevoked) => this.#own(key, credentials, onRevoked),
    };
  }

  close(): void {
    this.replace([]);
  }

  #shared(key: string, credentials: Credentials): RedisConnection {
    const known = this.#connections.get(key);
    if (known) return known;
    const opened = this.#open(credentials);
    this.#connections.set(key, opened);
    return opened;
  }

  #own(token: string, credentials: Credentials, onRevoked: () => void): RedisConnection {
    const opened = this.#open(credentials);
    const connection = {
      ...opened,
      close: () => {
        this.#owned.delete(owned);
        opened.close();
      },
    };
    const owned = { token, connection, onRevoked };
    this.#owned.add(owned);
    return connection;
  }

  #open(credentials: Credentials): RedisConnection {
    return openConnection({ port: this.#port, credentials, log: this.#log });
  }
}

function digest(token: string): string {
  return createHash("sha256").update(token).digest("base64");
}
