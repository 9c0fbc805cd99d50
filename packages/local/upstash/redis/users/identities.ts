import { createHash } from "node:crypto";
import type { Logger } from "../../../kernel/logger.ts";
import { openConnection, type RedisConnection } from "../connection.ts";
import { type Credentials, restToken } from "../rest/rest-token.ts";

/** An authenticated user. */
export interface Identity {
  readonly username: string;
  /**
   * Shared by all of this user's requests. It is logged in as that user, so Redis itself enforces
   * the user's ACL.
   */
  readonly connection: RedisConnection;
  /**
   * A dedicated connection, for subscriptions; the caller closes it. When the token is revoked,
   * `onRevoked` is called and the connection closed.
   */
  open(onRevoked: () => void): RedisConnection;
}

interface OwnedConnection {
  readonly token: string;
  readonly connection: RedisConnection;
  readonly onRevoked: () => void;
}

/** Users of the REST endpoint, by token. */
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

  /** Makes these the only valid tokens; connections of other tokens are closed. */
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

  /** Revokes all tokens except these; adds none. */
  keepOnly(credentials: readonly Credentials[]): void {
    const kept = new Set(credentials.map((entry) => digest(restToken(entry))));
    this.replace([...this.#byToken].filter(([token]) => kept.has(token)).map(([, entry]) => entry));
  }

  /** Looks the token up by its digest, so that the duration reveals nothing about other tokens. */
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

  /** The built-in user's connection: it may ask which words of a command are keys. */
  get standard(): RedisConnection | undefined {
    const [first] = this.#byToken;
    return first && this.#shared(...first);
  }

  /** Every name and password that can log in. */
  get credentials(): readonly Credentials[] {
    return [...this.#byToken.values()];
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
