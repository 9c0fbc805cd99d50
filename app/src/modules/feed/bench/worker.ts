import app from "@seaworthy/platform/bundle/worker";
import { Hono } from "hono";
import { page } from "./page.ts";

/** A route without any platform. */
const bare = new Hono().get("/bare", (c) => c.json(page));

export * from "@seaworthy/platform/bundle/worker";

/** The app and, in the same isolate, the baseline it is measured against. */
export default {
  ...app,
  fetch: (request: Request, env: object, context: ExecutionContext) =>
    request.url.endsWith("/bare")
      ? bare.fetch(request)
      : (app.fetch as (...given: unknown[]) => Response)(request, env, context),
};
