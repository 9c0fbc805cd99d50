import { defined } from "@seaworthy/core/defined";
import { SeaworthyError } from "@seaworthy/core/errors";
import type { OriginConnection } from "./origin-connection.ts";

/** Parameters that the origin's server reported at login. */
type ServerParameters = OriginConnection["parameters"];

/** A limited number of connections to one database, shared by clients. */
export interface Origin {
  /**
   * Resolves when the origin accepts a login: immediately while a connection is open. Rejects with
   * DATABASE_UNREACHABLE.
   */
  reach(): Promise<ServerParameters>;
  /**
   * A connection for one transaction: an idle one, a new one below the limit, or else the next one
   * returned, first come, first served. Rejects with DATABASE_UNREACHABLE; `isFull` in its details
   * is true when the wait timed out.
   */
  take(): Promise<OriginConnection>;
  /** Returns a connection that is idle and clean. */
  give(connection: OriginConnection): void;
  close(): void;
}

export interface OriginOptions {
  /** `origin_connection_limit`. */
  readonly connectionLimit: number;
  connect(onClose: (connection: OriginConnection) => void): Promise<OriginConnection>;
  /**
   * Calls back once after Hyperdrive's wait for a connection; returns a function that cancels it.
   */
  afterWait(expire: () => void): () => void;
}

interface Waiter {
  readonly serve: (connection: OriginConnection) => void;
  readonly fail: (cause: unknown) => void;
}

export function openOrigin(options: OriginOptions): Origin {
  return new Pool(options);
}

class Pool implements Origin {
  readonly #options: OriginOptions;
  readonly #open = new Set<OriginConnection>();
  readonly #idle = new Set<OriginConnection>();
  readonly #waiting = new Set<Waiter>();
  #opening = 0;
  #parameters: ServerParameters | undefined;
  #isClosed = false;

  constructor(options: OriginOptions) {
    this.#options = options;
  }

  async reach(): Promise<ServerParameters> {
    if (this.#open.size > 0 && this.#parameters) return this.#parameters;
    const connection = await this.take();
    this.give(connection);
    return connection.parameters;
  }

  take(): Promise<OriginConnection> {
    const found = [...this.#idle].at(-1);
    if (found === undefined) return this.#wait();
    this.#idle.delete(found);
    return Promise.resolve(found);
  }

  give(connection: OriginConnection): void {
    if (this.#isClosed || connection.socket.destroyed) return void connection.socket.destroy();
    const waiter = this.#nextWaiter();
    if (waiter) waiter.serve(connection);
    else this.#idle.add(connection);
  }

  close(): void {
    this.#isClosed = true;
    for (const { socket } of this.#open) socket.destroy();
    for (const waiter of this.#waiting) waiter.fail("closed");
    this.#waiting.clear();
  }

  #wait(): Promise<OriginConnection> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(unreachable("the origin is closed", false));
      const callOff = this.#options.afterWait(() => {
        this.#waiting.delete(waiter);
        reject(unreachable("Timed out while waiting for an open slot in the pool.", true));
      });
      const waiter: Waiter = {
        serve: (connection) => {
          callOff();
          resolve(connection);
        },
        fail: (cause) => {
          callOff();
          reject(unreachable("the origin rejected this connection", false, cause));
        },
      };
      this.#waiting.add(waiter);
      this.#openForWaiting();
    });
  }

  #nextWaiter(): Waiter | undefined {
    const [first] = this.#waiting;
    if (first) this.#waiting.delete(first);
    return first;
  }

  /** One attempt per waiting client, up to the limit. */
  #openForWaiting(): void {
    const { connectionLimit } = this.#options;
    while (
      !this.#isClosed &&
      this.#opening < this.#waiting.size &&
      this.#open.size + this.#opening < connectionLimit
    )
      void this.#openOne();
  }

  async #openOne(): Promise<void> {
    this.#opening++;
    try {
      const connection = await this.#options.connect((closed) => this.#forget(closed));
      this.#open.add(connection);
      this.#parameters = connection.parameters;
      this.give(connection);
    } catch (cause) {
      this.#nextWaiter()?.fail(cause);
    } finally {
      this.#opening--;
    }
    this.#openForWaiting();
  }

  #forget(connection: OriginConnection): void {
    this.#open.delete(connection);
    this.#idle.delete(connection);
    this.#openForWaiting();
  }
}

function unreachable(text: string, isFull: boolean, cause?: unknown): SeaworthyError {
  return new SeaworthyError("DATABASE_UNREACHABLE", text, {
    details: { isFull },
    ...defined({ cause }),
  });
}
