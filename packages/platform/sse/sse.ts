import { openServices, type Services } from "../request/services.ts";
import type { AppContext } from "../runtime/app-env.ts";
import { type SseBatch, type SseTimer, sseStream } from "./sse-stream.ts";

export interface SseOptions {
  /**
   * Polls for up to `most` events after the one with that id, in order; `services` are only open
   * for this poll. Every event needs an id from which any isolate can continue.
   */
  poll(services: Services, after: string | undefined, most: number): Promise<SseBatch>;
  /** Polling interval. Default 2,000. */
  readonly everyMs?: number;
  /** Events per poll: the maximum that a slow reader's stream buffers. Default 100. */
  readonly most?: number;
  /** Time between comments on a stream without events. Default 20,000. */
  readonly heartbeatMs?: number;
  /** After this the stream ends with `event: end`. Default: one hour. */
  readonly longestMs?: number;
  /** How long a reader may consume nothing. Default 30,000. */
  readonly stuckMs?: number;
  /** Default: real time. */
  readonly timer?: SseTimer;
}

const usual = {
  everyMs: 2_000,
  most: 100,
  heartbeatMs: 20_000,
  longestMs: 3_600_000,
  stuckMs: 30_000,
};
/** Set on the context: headers set by the handler would override a response's own. */
const headers = {
  "Content-Type": "text/event-stream; charset=utf-8",
  "Cache-Control": "private, no-store, no-transform",
  "X-Accel-Buffering": "no",
};
/** Randomised, so that the readers of a replaced Worker do not all reconnect at once. */
const retryMs = { least: 2_000, most: 8_000 };
/** For one poll; a reader waits for it. */
const lookBudgetMs = 10_000;

/**
 * Responds with server-sent events. Holds no connection between two polls, ends when the client
 * disconnects (the compatibility flag `enable_request_signal`), and resumes after `Last-Event-ID`,
 * in any isolate. The route validates that id first.
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

/** The id after which the client wants to resume; undefined for a new stream. */
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
