import { openServices, type Services } from "../request/services.ts";
import type { AppContext } from "../runtime/app-env.ts";
import { type SseBatch, type SseTimer, sseStream } from "./sse-stream.ts";

export interface SseOptions {
  /**
   * Looks for up to `most` events after the one with that id, in order; `services` are open for
   * this look alone. Every event needs an id from which any isolate can go on.
   */
  poll(services: Services, after: string | undefined, most: number): Promise<SseBatch>;
  /** How often is looked. Default 2,000. */
  readonly everyMs?: number;
  /** Events of one look: all that the stream of a slow reader can hold. Default 100. */
  readonly most?: number;
  /** Between comments on a stream without events. Default 20,000. */
  readonly heartbeatMs?: number;
  /** After that the stream ends with `event: end`. Default an hour. */
  readonly longestMs?: number;
  /** How long a reader may take nothing. Default 30,000. */
  readonly stuckMs?: number;
  /** Default real time. */
  readonly timer?: SseTimer;
}

const usual = {
  everyMs: 2_000,
  most: 100,
  heartbeatMs: 20_000,
  longestMs: 3_600_000,
  stuckMs: 30_000,
};
/** Set on the context: what a handler has set before would win over a response's own headers. */
const headers = {
  "Content-Type": "text/event-stream; charset=utf-8",
  "Cache-Control": "private, no-store, no-transform",
  "X-Accel-Buffering": "no",
};
/** Scattered, so that the readers of a Worker that was replaced do not all come back at once. */
const retryMs = { least: 2_000, most: 8_000 };
/** One look; a reader waits for it. */
const lookBudgetMs = 10_000;

/**
 * Answers with server-sent events. Holds no connection between two looks, ends when the client
 * leaves (the compatibility flag `enable_request_signal`), and resumes after `Last-Event-ID`, in
 * any isolate. The route checks that id before.
 *
 * ```ts
 * routes.openapi(progress, (c) => sse(c, { poll: ({ database }, after, most) => … }));
 * ```
 */
export function sse(c: AppContext, options: SseOptions): Response {
  const { poll, timer = realTimer, ...rest } = options;
  const { bindings, log, reportError, services } = c.var;
  const { clock, metrics } = services;
  const waitUntil = (promise: Promise<unknown>) => c.executionCtx.waitUntil(promise);
  const openedAt = timer.now();
  const look = async (after: string | undefined, most: number) => {
    const opened = { bindings, waitUntil, log, reportError, clock, budgetMs: lookBudgetMs };
    const own = openServices(opened);
    try {
      return await poll(own.services, after, most);
    } finally {
      await own.close();
    }
  };
  const stream = sseStream({
    ...usual,
    ...rest,
    poll: look,
    timer,
    signal: c.req.raw.signal,
    lastEventId: lastEventIdOf(c),
    retryMs: Math.round(retryMs.least + Math.random() * (retryMs.most - retryMs.least)),
    onPollFailed: (error) => log.warn("sse.look_failed", { error }),
    onEnd: (why) => {
      metrics.count("sse_streams_ended_total", { why });
      log.info("sse.ended", { why, durationMs: timer.now() - openedAt });
    },
  });
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  return c.body(stream, 200);
}

/** The id after which the client wants to go on; undefined for a new stream. */
export function lastEventIdOf(c: AppContext): string | undefined {
  const id = c.req.header("last-event-id");
  return id === undefined || id === "" ? undefined : id;
}

const realTimer: SseTimer = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      signal.addEventListener("abort", wake, { once: true });
    }),
};
