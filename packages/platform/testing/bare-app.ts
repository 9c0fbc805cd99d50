import type { ExecutionContext } from "hono";
import { Hono } from "hono";
import { parseBindings } from "../bindings/bindings.ts";
import { handleError } from "../errors/problem.ts";
import { requestId } from "../request/request-id.ts";
import type { AppEnv } from "../runtime/app-env.ts";
import { testTime } from "./time.ts";

/** Bindings that parse, to services where nothing listens. */
export const unreachableServices = {
  ENVIRONMENT: "local",
  HYPERDRIVE: { connectionString: "postgres://worker:password@127.0.0.1:9/postgres" },
  CACHE_REDIS_URL: "http://127.0.0.1:9",
  CACHE_REDIS_TOKEN: "cache-token-of-at-least-32-characters",
  LIMITER_REDIS_URL: "http://127.0.0.1:9",
  LIMITER_REDIS_TOKEN: "limiter-token-of-at-least-32-characters",
  JWT_SECRET: "signing-key-of-at-least-32-characters",
};

/**
 * An app with nothing but request ids and error responses, for tests of one middleware: its log
 * lines, a manual clock, and the work that continues after responses.
 */
export function bareApp(env: Readonly<Record<string, unknown>> = {}) {
  const lines: Record<string, unknown>[] = [];
  const clock = { time: testTime, now: () => clock.time };
  const background: Promise<unknown>[] = [];
  const context: ExecutionContext = {
    waitUntil: (work) => void background.push(work),
    passThroughOnException: () => {},
    props: {},
  };
  const app = new Hono<AppEnv>();
  app.onError(handleError);
  app.use(requestId((line) => lines.push(JSON.parse(line) as Record<string, unknown>), clock));
  const report = parseBindings(env);
  return {
    app,
    clock,
    lines,
    send: async (path: string, init?: RequestInit) => app.request(path, init, report, context),
    /** Resolves when the work after all responses has ended. */
    settled: async () => {
      while (background.length > 0) await Promise.all(background.splice(0));
    },
  };
}
