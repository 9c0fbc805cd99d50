import { setTimeout as pause } from "node:timers/promises";

/** Someone who writes to the app, one request after the other. */
export interface Writer {
  readonly name: string;
  /** Sends what is not acknowledged again, with the same content and key, until it is. */
  readonly repeats: boolean;
  /** Whether the app has acknowledged the write of that number. */
  send(n: number): Promise<boolean>;
}

/** What one writer was told, kept outside of the system. */
export interface Ledger {
  readonly name: string;
  /** Numbers that were acknowledged. */
  readonly acknowledged: readonly number[];
  /** Numbers that were sent at all. */
  sent(): number;
  /** Requests that failed or were not answered. */
  failures(): number;
  stop(): Promise<void>;
}

const pauseMs = 30;

/** Writes until it is stopped. What was sent once without an answer may be there, or not. */
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
