import { hasErrno } from "@seaworthy/core/errors";

/** A process may end at any moment, even between the check and the signal. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (thrown) {
    if (!hasErrno(thrown, "ESRCH")) throw thrown;
  }
}
