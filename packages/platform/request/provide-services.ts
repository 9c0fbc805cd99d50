import { createMiddleware } from "hono/factory";
import { AppError } from "../errors/errors.ts";
import type { AppEnv } from "../runtime/app-env.ts";
import type { Clock } from "../runtime/clock.ts";
import { openServices, type WaitUntil } from "./services.ts";

/**
 * Gives the handlers behind it their services. Throws NOT_CONFIGURED when a critical binding is
 * missing or wrong.
 */
export function provideServices(clock: Clock) {
  return createMiddleware<AppEnv>(async function provideServices(c, next) {
    // A path may match two of the patterns that this stands on.
    if (c.get("services") !== undefined) return next();
    const { bindings, errors } = c.env;
    if (bindings === undefined) {
      throw new AppError("NOT_CONFIGURED", "The service is being set up. Try again later.", {
        cause: new AppError("NOT_CONFIGURED", errors.join("; ")),
        retryable: true,
      });
    }
    const waitUntil: WaitUntil = (promise) => c.executionCtx.waitUntil(promise);
    const { services, close } = openServices({
      bindings,
      waitUntil,
      log: c.var.log,
      reportError: c.var.reportError,
      clock,
    });
    c.set("bindings", bindings);
    c.set("services", services);
    try {
      await next();
    } finally {
      // The answer may still be streaming; nothing of it needs a connection any more.
      waitUntil(close());
    }
  });
}
