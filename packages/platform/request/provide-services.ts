import { createMiddleware } from "hono/factory";
import { AppError } from "../errors/errors.ts";
import { sendWakeUp } from "../jobs/jobs-queue.ts";
import type { JobTable } from "../jobs/jobs-runner.ts";
import type { WakeOptions } from "../jobs/jobs-wake.ts";
import type { AppEnv } from "../runtime/app-env.ts";
import type { Clock } from "../runtime/clock.ts";
import { openServices, type Services, type WaitUntil } from "./services.ts";

/** How jobs that a request commits are started. */
export interface JobsOfRequests {
  readonly table: JobTable;
  wake(options: WakeOptions, kinds: readonly string[]): Promise<void>;
}

/**
 * Gives the handlers behind it their services. Throws NOT_CONFIGURED when a critical binding is
 * missing or invalid.
 */
export function provideServices(clock: Clock, jobs?: JobsOfRequests) {
  return createMiddleware<AppEnv>(async function provideServices(c, next) {
    // A path may match two of the patterns for which this is registered.
    if (c.get("services") !== undefined) return next();
    const { bindings, errors } = c.env;
    if (bindings === undefined) {
      throw new AppError("NOT_CONFIGURED", "The service is not configured yet. Try again later.", {
        cause: new AppError("NOT_CONFIGURED", errors.join("; ")),
        retryable: true,
      });
    }
    const waitUntil: WaitUntil = (promise) => c.executionCtx.waitUntil(promise);
    const { log, reportError } = c.var;
    const options = { bindings, waitUntil, log, reportError, clock };
    const { services, close } = openServices({
      ...options,
      ...(jobs ? { jobKinds: jobs.table.kinds } : {}),
    });
    c.set("bindings", bindings);
    c.set("services", services);
    try {
      await next();
    } finally {
      const wake = () => wakeFor(services, options, jobs);
      waitUntil(wake());
      // The response may still be streaming, but needs no connection any more.
      waitUntil(close().then(wake));
    }
  });
}

async function wakeFor({ jobs }: Services, options: WakeOptions, of?: JobsOfRequests) {
  const kinds = jobs.takeWoken();
  if (kinds.length === 0 || (await sendWakeUp(options, kinds))) return;
  await of?.wake(options, kinds);
}
