/** Resolves after that many milliseconds. */
export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Of these a limit is made. An isolate that is busy with a crowd sees that the time is over and
 * that there is an answer in the same moment, and would take the one before it has read the other;
 * so it gets to look around between the parts, and its own delay is not held against others.
 */
const parts = 4;

/**
 * The promise's result, or a rejection with `late()` when it takes longer. What was started is not
 * stopped by this.
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
