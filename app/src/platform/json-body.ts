import { createMiddleware } from "hono/factory";
import type { AppEnv } from "./app-env.ts";
import { AppError } from "./errors.ts";

/** Takes JSON and nothing else. A form could be sent by any page without CORS being asked. */
export const jsonOnly = createMiddleware<AppEnv>(async function jsonOnly(c, next) {
  if (!/^application\/json\s*(;|$)/i.test(c.req.header("content-type") ?? "")) {
    throw new AppError("MEDIA_TYPE_UNSUPPORTED", "Send the body as application/json.");
  }
  await next();
});
