import { captureException, withScope, wrapRequestHandler } from "@sentry/cloudflare";
import { routePath } from "hono/route";
import type { AppContext } from "../runtime/app-env.ts";
import type { ReportError } from "./report-error.ts";
import { isTraced, nameTransaction, sentryOptions, tagRequest, tellSampleRate } from "./sentry.ts";

/** Uses the SDK that is already running: in a traced request, or in a cron run. */
export const reportNow: ReportError = (error, code) => {
  captureException(error, {
    captureContext: { tags: { code } },
    mechanism: { handled: true, type: "generic" },
  });
};

/**
 * Reports this request's errors. The SDK creates a client for each request that it traces, which
 * costs more than the request's own work; so it only does so for traced requests, and for others
 * when there is an error.
 */
export function reporterOf(c: AppContext): ReportError {
  if (isTraced(c.req.raw)) {
    return (error, code) => {
      nameTransaction(nameOf(c));
      reportNow(error, code);
    };
  }
  return (error, code) => {
    if (c.env.settings.SENTRY_DSN !== undefined)
      c.executionCtx.waitUntil(withScope(() => reportAlone(c, error, code)));
  };
}

async function reportAlone(c: AppContext, error: unknown, code: string): Promise<void> {
  // A separate context: the SDK replaces `waitUntil` on the one it receives.
  const context = {
    waitUntil: (work: Promise<unknown>) => c.executionCtx.waitUntil(work),
    passThroughOnException: () => {},
  } as unknown as Parameters<typeof wrapRequestHandler>[0]["context"];
  await wrapRequestHandler(
    { options: sentryOptions(c.env, 0), request: c.req.raw, context },
    () => {
      tagRequest(c.var.requestId);
      nameTransaction(nameOf(c));
      reportNow(error, code);
      return new Response();
    },
  );
}

/** Continues the request; if it is traced, under its id and its route's name. */
export async function follow(c: AppContext, next: () => Promise<void>): Promise<void> {
  if (!isTraced(c.req.raw)) return next();
  tagRequest(c.var.requestId);
  await next();
  nameTransaction(nameOf(c));
  tellSampleRate(c.env.settings.SENTRY_SAMPLE_RATE);
}

function nameOf(c: AppContext): string {
  return `${c.req.method} ${routePath(c, -1)}`;
}
