const lookEveryMs = 500;

/**
 * Ends this process when the one that started it is gone. The engine gives every plugin a process
 * group of its own, so a SIGKILL of the engine reaches no plugin, and without this each would stay
 * for ever. A call that is cut off can be made again.
 */
export function endWithParent(parent: number = process.ppid): void {
  setInterval(() => {
    // An orphan belongs to another process from then on: PID 1 or a subreaper.
    if (process.ppid !== parent) process.exit(0);
  }, lookEveryMs).unref();
}
