import { createMiddleware } from "hono/factory";
import type { AppEnv } from "./app-env.ts";
import { type Background, openBackground } from "./background.ts";
import type { Bindings } from "./bindings.ts";
import { type Cache, openCache } from "./cache.ts";
import type { Clock } from "./clock.ts";
import { type Database, openDatabase } from "./database.ts";
import { AppError } from "./errors.ts";
import type { Logger } from "./logger.ts";
import { cacheAccess, limiterAccess, openRedis, type RedisConnection } from "./redis.ts";

/** What a request's handlers work with. Connections are opened by their first use and belong to this request alone. */
export interface Services {
  readonly database: Database;
  readonly cache: Cache;
  readonly limiter: RedisConnection;
  readonly background: Background;
  readonly clock: Clock;
}

export type WaitUntil = (promise: Promise<unknown>) => void;

/** The services, and the function that ends them once all background work is done. */
export function openServices(
  bindings: Bindings,
  waitUntil: WaitUntil,
  log: Logger,
  clock: Clock,
): { services: Services; close: () => Promise<void> } {
  const database = openDatabase(bindings, log);
  const background = openBackground(waitUntil, log);
  const cache = openCache(openRedis(cacheAccess(bindings)), background, log);
  const limiter = openRedis(limiterAccess(bindings));
  const close = async () => {
    await background.settled();
    await database.close();
  };
  return { services: { database, cache, limiter, background, clock }, close };
}

/** Gives the handlers behind it their services. Throws NOT_CONFIGURED when a critical binding is missing or wrong. */
export function provideServices(clock: Clock) {
  return createMiddleware<AppEnv>(async function provideServices(c, next) {
    const { bindings, errors } = c.env;
    if (bindings === undefined) {
      throw new AppError("NOT_CONFIGURED", "The service is being set up. Try again later.", {
        cause: new AppError("NOT_CONFIGURED", errors.join("; ")),
        retryable: true,
      });
    }
    const waitUntil: WaitUntil = (promise) => c.executionCtx.waitUntil(promise);
    const { services, close } = openServices(bindings, waitUntil, c.var.log, clock);
    c.set("bindings", bindings);
    c.set("services", services);
    try {
      await next();
    } finally {
      waitUntil(close());
    }
  });
}
