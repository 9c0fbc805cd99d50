import { setTimeout as pause } from "node:timers/promises";

/** A client that writes to the app sequentially. */
export interface Writer {
  readonly name: string;
  /** Repeats an unacknowledged write, with the same content and key, until it is acknowledged. */
  readonly repeats: boolean;
  /** Whether the app has acknowledged the write of that number. */
  send(n: number): Promise<boolean>;
}

/** A writer's record of responses, kept outside the system. */
export interface Ledger {
  readonly name: string;
  /** Numbers that were acknowledged. */
  readonly acknowledged: readonly number[];
  /** How many numbers were sent. */
  sent(): number;
  /** Requests that failed or got no response. */
  failures(): number;
  stop(): Promise<void>;
}

const pauseMs = 30;

/** Writes until stopped. A write sent once without a response may or may not be stored. */
export function keepLedger({ name, repeats, send }: Writer): Ledger {
  const acknowledged: number[] = [];
  let sent = 0;
  let failures = 0;
  let isStopped = false;
  const settle = async (n: number) => {
    do {
      if (await send(n).catch(() => false)) return acknowledged.push(n);
      failures++;
      await pause(pauseMs);
    } while (repeats && !isStopped);
    return undefined;
  };
  const writing = (async () => {
    for (; !isStopped; await pause(pauseMs)) await settle(sent++);
  })();
  return {
    name,
    acknowledged,
    sent: () => sent,
    failures: () => failures,
    stop: async () => {
      isStopped = true;
      await writing;
    },
  };
}
