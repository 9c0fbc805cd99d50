/** Resolves after that many milliseconds. */
export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * A timeout is split into this many parts. A busy isolate notices the timeout and the response at
 * the same moment, and would handle the timeout first; between the parts it can process events, so
 * its own delay does not count.
 */
const parts = 4;

/**
 * The promise's result, or a rejection with `late()` on timeout. The work itself is not stopped.
 */
export async function within<T>(
  limitMs: number,
  work: PromiseLike<T>,
  late: () => Error,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    const wait = (left: number) => {
      timer = setTimeout(() => (left === 1 ? reject(late()) : wait(left - 1)), limitMs / parts);
    };
    wait(parts);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    if (timer !== undefined) clearTimeout(timer);
  }
}
