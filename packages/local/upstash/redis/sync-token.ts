import { onlyReads } from "./commands.ts";
import type { GivenCommand } from "./connection.ts";

/**
 * The header `Upstash-Sync-Token`: the database's position. A single server holds the data, so a
 * read that sends a token back sees its write without waiting.
 */
export class SyncToken {
  readonly #database: string;
  readonly #startMs: number;
  #writes = 0;

  /** `startMs` distinguishes tokens of one server run from those of the next. */
  constructor(database: string, startMs: number) {
    this.#database = database;
    this.#startMs = startMs;
  }

  /** Advances when one of these commands may have written. */
  count(commands: readonly GivenCommand[]): void {
    if (!commands.every(onlyReads)) this.#writes++;
  }

  toString(): string {
    return Buffer.from(`${this.#database}:${this.#startMs}:${this.#writes}`).toString("base64");
  }
}
