import { SeaworthyError } from "@seaworthy/core/errors";
import type { OriginConnection } from "./origin-connection.ts";

/** What the origin's server said of itself at a login. */
export type ServerParameters = OriginConnection["parameters"];

/** Up to so many connections to one database, which clients take turns with. */
export interface Origin {
  /**
   * Resolves when the origin lets somebody in: at once while a connection is open. Rejects with
   * DATABASE_UNREACHABLE.
   */
  reach(): Promise<ServerParameters>;
  /**
   * A connection for one transaction: an idle one, a new one below the limit, else the first that
   * is given back, in the order of asking. Rejects with DATABASE_UNREACHABLE, `isFull` of its
   * details true when the wait was over first.
   */
  take(): Promise<OriginConnection>;
  /** Gives one back that is idle and clean. */
  give(connection: OriginConnection): void;
  close(): void;
}

export interface OriginOptions {
  /** `origin_connection_limit`. */
  readonly connectionLimit: number;
  connect(onClose: (connection: OriginConnection) => void): Promise<OriginConnection>;
  /** Calls back once after Hyperdrive's wait for a connection; returns what calls that off. */
  afterWait(expire: () => void): () => void;
}

interface Waiter {
  readonly serve: (connection: OriginConnection) => void;
  readonly fail: (cause: unknown) => void;
}

export function openOrigin({ connectionLimit, connect, afterWait }: OriginOptions): Origin {
  const idle: OriginConnection[] = [];
  const waiting = new Set<Waiter>();
  const open = new Set<OriginConnection>();
  let opening = 0;
  let parameters: ServerParameters | undefined;
  let isClosed = false;

  const forget = (connection: OriginConnection) => {
    open.delete(connection);
    const index = idle.indexOf(connection);
    if (index >= 0) idle.splice(index, 1);
    openForWaiting();
  };
  const openOne = async () => {
    opening++;
    try {
      const connection = await connect(forget);
      open.add(connection);
      parameters = connection.parameters;
      give(connection);
    } catch (cause) {
      nextWaiter()?.fail(cause);
    } finally {
      opening--;
    }
    openForWaiting();
  };
  /** One attempt for each that waits, as far as the limit goes. */
  const openForWaiting = () => {
    while (!isClosed && opening < waiting.size && open.size + opening < connectionLimit)
      void openOne();
  };
  const nextWaiter = () => {
    const [first] = waiting;
    if (first) waiting.delete(first);
    return first;
  };
  const give = (connection: OriginConnection) => {
    if (isClosed || connection.socket.destroyed) return void connection.socket.destroy();
    const waiter = nextWaiter();
    if (waiter) waiter.serve(connection);
    else idle.push(connection);
  };
  const take = () =>
    new Promise<OriginConnection>((resolve, reject) => {
      const found = idle.pop();
      if (found) return resolve(found);
      if (isClosed) return reject(unreachable("the origin is closed", false));
      const callOff = afterWait(() => {
        waiting.delete(waiter);
        reject(unreachable("Timed out while waiting for an open slot in the pool.", true));
      });
      const waiter: Waiter = {
        serve: (connection) => {
          callOff();
          resolve(connection);
        },
        fail: (cause) => {
          callOff();
          reject(unreachable("the origin did not let this connection in", false, cause));
        },
      };
      waiting.add(waiter);
      openForWaiting();
    });
  return {
    reach: async () => {
      if (open.size > 0 && parameters) return parameters;
      const connection = await take();
      give(connection);
      return connection.parameters;
    },
    take,
    give,
    close: () => {
      isClosed = true;
      for (const { socket } of open) socket.destroy();
      for (const waiter of waiting) waiter.fail("closed");
      waiting.clear();
    },
  };
}

function unreachable(text: string, isFull: boolean, cause?: unknown): SeaworthyError {
  return new SeaworthyError("DATABASE_UNREACHABLE", text, {
    details: { isFull },
    ...(cause === undefined ? {} : { cause }),
  });
}
