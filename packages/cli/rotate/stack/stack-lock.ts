import { hostname, userInfo } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { SeaworthyError } from "@seaworthy/core/errors";
import { processStart } from "@seaworthy/local/kernel/processes/identity";
import { type Lock, takeLock } from "./lock.ts";
import type { Tags } from "./tags.ts";

export function ownerName(): string {
  return `${userInfo().username} on ${hostname()}`;
}

/** Takes the lock for this process. */
export function lockStack(tags: Tags, run: string, watchForMs: number): Promise<Lock> {
  const holder = { run, owner: ownerName(), host: hostname(), pid: process.pid };
  const sleep = (ms: number, options: { readonly ref: boolean }) => delay(ms, undefined, options);
  return takeLock({
    tags,
    holder,
    isAlive: (pid) => processStart(pid) !== undefined,
    sleep,
    watchForMs,
  });
}

/** A lock taken over by someone else stays theirs; the run has been notified by then. */
export async function release(lock: Lock): Promise<void> {
  try {
    await lock.release();
  } catch (thrown) {
    if (!(thrown instanceof SeaworthyError && thrown.code === "STACK_LOCKED")) throw thrown;
  }
}
