import { captureException, withScope, wrapRequestHandler } from "@sentry/cloudflare";
import { routePath } from "hono/route";
import type { AppContext } from "../runtime/app-env.ts";
import type { ReportError } from "./report-error.ts";
import { isTraced, nameTransaction, sentryOptions, tagRequest, tellSampleRate } from "./sentry.ts";

/** By the SDK that runs already: in a traced request, or in a cron run. */
export const reportNow: ReportError = (error, code) => {
  captureException(error, {
    captureContext: { tags: { code } },
    mechanism: { handled: true, type: "generic" },
  });
};

/**
 * Reports errors of this request. The SDK makes a client for each request that it follows, which
 * costs more than the request's own work; so it follows those that are traced, and for the others
 * it starts when there is an error.
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
  // A context of its own: the SDK replaces `waitUntil` on the one that it gets.
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

/** Goes on with a request; if it is traced, under its id and the name of its route. */
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
