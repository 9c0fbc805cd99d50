import { rateLimit } from "@seaworthy/platform/rate-limit/rate-limit";
import { byAddress, byUser } from "@seaworthy/platform/rate-limit/rate-limit-subjects";

const minute = 60_000;

export const limitLists = rateLimit(
  { name: "insights-list", limit: 100, windowMs: minute, whenDown: "open" },
  byAddress,
);
export const limitReads = rateLimit(
  { name: "insights-read", limit: 200, windowMs: minute, whenDown: "open" },
  byAddress,
);
export const limitWrites = rateLimit(
  { name: "insights-write", limit: 30, windowMs: minute, whenDown: "closed" },
  byUser,
);
export const limitSaved = rateLimit(
  { name: "insights-saved", limit: 100, windowMs: minute, whenDown: "open" },
  byUser,
);
/** Streams a user may have open: trends and research are counted separately. */
export const limitStreams = streamLimit("insights-stream");
export const limitProgress = streamLimit("insights-progress");

/** In PostgreSQL: an hourly count must survive the loss of Redis. */
export const limitResearch = rateLimit(
  {
    name: "insights-research",
    limit: 10,
    windowMs: 60 * minute,
    whenDown: "closed",
    store: "postgres",
  },
  byUser,
);
export const limitResearchReads = rateLimit(
  { name: "insights-research-read", limit: 100, windowMs: minute, whenDown: "open" },
  byUser,
);

function streamLimit(name: string) {
  return rateLimit({ name, limit: 5, windowMs: minute, whenDown: "closed" }, byUser);
}
