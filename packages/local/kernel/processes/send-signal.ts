import { hasErrno } from "@seaworthy/core/errors";

/** A process may end at any moment, also between the look at it and its signal. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (thrown) {
    if (!hasErrno(thrown, "ESRCH")) throw thrown;
  }
}
