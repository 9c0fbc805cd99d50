import { rateLimit } from "@seaworthy/platform/rate-limit/rate-limit";
import { byAddress, byUser } from "@seaworthy/platform/rate-limit/rate-limit-subjects";
import type { AppEnv } from "@seaworthy/platform/runtime/app-env";
import { createMiddleware } from "hono/factory";
import { countCall } from "../calls.ts";

const minute = 60_000;

/** An owner's requests per minute, across all routes of the module: of 100 in a second 60 pass. */
export const limitOwner = rateLimit(
  { name: "outreach", limit: 60, windowMs: minute, whenDown: "open" },
  byUser,
);

export const limitImports = rateLimit(
  { name: "outreach-import", limit: 10, windowMs: minute, whenDown: "closed" },
  byUser,
);

/** Generous: a company's mail gateway opens all its employees' links from one address. */
export const limitUnsubscribes = rateLimit(
  { name: "unsubscribe", limit: 100, windowMs: minute, whenDown: "open" },
  byAddress,
);

/** Counts the call for operators, after the response. */
export const counted = createMiddleware<AppEnv>(async function counted(c, next) {
  await next();
  countCall(c);
});
