import { createHash } from "node:crypto";
import type { Logger } from "../../kernel/logger.ts";
import { openConnection, type RedisConnection } from "./connection.ts";
import { type Credentials, restToken } from "./rest-token.ts";

/** Somebody whose token was right. */
export interface Identity {
  readonly username: string;
  /**
   * Commands of all this user's requests share it. Redis knows it as that user, and enforces the
   * user's ACL itself.
   */
  readonly connection: RedisConnection;
  /** A connection of one's own, for subscriptions; the caller closes it. */
  open(): RedisConnection;
}

/** Who may use the REST endpoint, by token. */
export class Identities {
  readonly #port: number;
  readonly #log: Logger;
  #byToken = new Map<string, Credentials>();
  readonly #connections = new Map<string, RedisConnection>();

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
  }

  /** Looks the token up by its digest: the time it takes tells nothing about other tokens. */
  find(token: string): Identity | undefined {
    const key = digest(token);
    const credentials = this.#byToken.get(key);
    if (!credentials) return undefined;
    return {
      username: credentials.username,
      connection: this.#shared(key, credentials),
      open: () => this.#open(credentials),
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

  #open(credentials: Credentials): RedisConnection {
    return openConnection({ port: this.#port, credentials, log: this.#log });
  }
}

function digest(token: string): string {
  return createHash("sha256").update(token).digest("base64");
}
