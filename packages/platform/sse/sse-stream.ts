import { frameOf, heartbeat, retryFrame, type SseEvent } from "./sse-frames.ts";

/** The result of one poll. */
export interface SseBatch {
  readonly events: readonly SseEvent[];
  /** True when nothing will follow: the stream ends with `event: end`. */
  readonly isOver?: boolean;
}

/** Time and waiting; tests control both. */
export interface SseTimer {
  now(): number;
  /** Resolves after that time, or immediately when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export type SseEnd = "over" | "longest" | "gone" | "stuck" | "failed";

export interface SseStreamOptions {
  /** Up to `most` events after that id, in order. */
  poll(after: string | undefined, most: number): Promise<SseBatch>;
  readonly timer: SseTimer;
  /** Aborted when the client disconnects. */
  readonly signal: AbortSignal;
  readonly lastEventId: string | undefined;
  readonly everyMs: number;
  readonly most: number;
  readonly heartbeatMs: number;
  readonly longestMs: number;
  readonly stuckMs: number;
  readonly retryMs: number;
  onPollFailed(error: unknown): void;
  onEnd(why: SseEnd): void;
}

/** Consecutive failed polls before the reader is disconnected and has to reconnect. */
const mostFailures = 5;

/**
 * A stream that polls for events whenever its reader has consumed the previous ones. A slow reader
 * only slows down its own stream, which buffers at most one batch; what it misses it gets later by
 * its last id.
 */
export function sseStream(options: SseStreamOptions): ReadableStream<Uint8Array> {
  const { timer, signal, stuckMs, onEnd } = options;
  const stop = new AbortController();
  const feed = openFeed(options, stop.signal);
  const encoder = new TextEncoder();
  let isCancelled = false;
  let waiting = new AbortController();
  const end = (why: SseEnd) => {
    if (stop.signal.aborted) return;
    stop.abort();
    waiting.abort();
    onEnd(why);
  };
  const watch = (controller: ReadableStreamDefaultController) => {
    waiting = new AbortController();
    const { signal: read } = waiting;
    void timer.sleep(stuckMs, read).then(() => {
      if (read.aborted) return;
      end("stuck");
      controller.error(new DOMException("The reader does not read.", "AbortError"));
    });
  };
  if (signal.aborted) end("gone");
  else signal.addEventListener("abort", () => end("gone"), { once: true });
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        waiting.abort();
        const { text, end: why } = await feed.next();
        if (isCancelled) return;
        if (text !== "") controller.enqueue(encoder.encode(text));
        if (why !== undefined) end(why);
        if (stop.signal.aborted) controller.close();
        else watch(controller);
      },
      cancel: () => {
        isCancelled = true;
        end("gone");
      },
    },
    // Only polled when the reader waits.
    { highWaterMark: 0 },
  );
}

interface Part {
  readonly text: string;
  readonly end?: SseEnd;
}

/** Produces the next part of one stream. */
function openFeed(options: SseStreamOptions, stopped: AbortSignal) {
  const { poll, timer, everyMs, most, heartbeatMs, longestMs, retryMs, onPollFailed } = options;
  const endsAt = timer.now() + longestMs;
  let { lastEventId } = options;
  let lookAt = timer.now();
  let lastSentAt = timer.now();
  let isNew = true;
  let failures = 0;
  const look = async (): Promise<Part> => {
    const { events, isOver = false } = await poll(lastEventId, most);
    failures = 0;
    lookAt = timer.now() + (events.length >= most ? 0 : everyMs);
    lastEventId = events.at(-1)?.id ?? lastEventId;
    const text = events.map(frameOf).join("");
    return isOver ? { text: text + endFrame("over"), end: "over" } : { text };
  };
  const lookSafely = () =>
    look().catch((error: unknown): Part => {
      onPollFailed(error);
      lookAt = timer.now() + everyMs;
      failures++;
      return failures >= mostFailures ? { text: "", end: "failed" } : { text: "" };
    });
  const due = async (): Promise<Part> => {
    if (timer.now() >= endsAt) return { text: endFrame("longest"), end: "longest" };
    const part = timer.now() >= lookAt ? await lookSafely() : { text: "" };
    if (part.text !== "" || part.end !== undefined) return part;
    return timer.now() - lastSentAt >= heartbeatMs ? { text: heartbeat } : part;
  };
  return {
    next: async (): Promise<Part> => {
      if (isNew) {
        isNew = false;
        return { text: retryFrame(retryMs) };
      }
      while (!stopped.aborted) {
        const part = await due();
        if (part.text !== "") lastSentAt = timer.now();
        if (part.text !== "" || part.end !== undefined) return part;
        const wakeAt = Math.min(lookAt, lastSentAt + heartbeatMs, endsAt);
        await timer.sleep(Math.max(0, wakeAt - timer.now()), stopped);
      }
      return { text: "" };
    },
  };
}

/** Without an id: the reader's position does not change. */
const endFrame = (because: "over" | "longest") => frameOf({ event: "end", data: { because } });
