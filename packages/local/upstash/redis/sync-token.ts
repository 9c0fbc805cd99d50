import { onlyReads } from "./commands.ts";
import type { GivenCommand } from "./connection.ts";

/**
 * The header `Upstash-Sync-Token`: where the database stands. One server holds the data, so a read
 * that sends a token back sees its write without waiting.
 */
export class SyncToken {
  readonly #database: string;
  readonly #startMs: number;
  #writes = 0;

  /** `startMs` keeps the tokens of one run of the server apart from those of the next. */
  constructor(database: string, startMs: number) {
    this.#database = database;
    this.#startMs = startMs;
  }

  /** Moves when one of these may have written. */
  count(commands: readonly GivenCommand[]): void {
    if (!commands.every(onlyReads)) this.#writes++;
  }

  toString(): string {
    return Buffer.from(`${this.#database}:${this.#startMs}:${this.#writes}`).toString("base64");
  }
}
