const lookEveryMs = 500;

/**
 * Ends this process when its parent has ended. The engine starts every plugin in its own process
 * group, so a SIGKILL of the engine does not reach plugins, and they would run forever. Interrupted
 * calls can be repeated.
 */
export function endWithParent(parent: number = process.ppid): void {
  setInterval(() => {
    // An orphan gets another parent: PID 1 or a subreaper.
    if (process.ppid !== parent) process.exit(0);
  }, lookEveryMs).unref();
}
