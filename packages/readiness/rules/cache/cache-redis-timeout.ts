import { z } from "zod";
import { bindingText } from "../helpers/checks.ts";
import { configurable, everywhere, positive } from "../rule.ts";

export const cacheRedisTimeout = configurable({
  id: "cache-redis-timeout",
  area: "cache",
  title: "The Worker does not wait for Redis longer than 250 ms",
  why: "A cache is there to be faster than the database; when it hangs, every request hangs with it.",
  fix: "Leave out the binding REDIS_TIMEOUT_MS, or set it to 250 or less.",
  example: { language: "typescript", code: 'variable("REDIS_TIMEOUT_MS", "250")' },
  source: "https://upstash.com/docs/common/help/production-checklist",
  severity: everywhere,
  rank: "medium",
  scope: "stack",
  subjects: ["workerVersion"],
  configuration: z.object({ mostMs: positive(250, "Longest wait for one call to Redis") }),
  judge: (resources, { mostMs }) =>
    bindingText("REDIS_TIMEOUT_MS", (text) =>
      Number(text ?? 250) <= mostMs ? undefined : `The Worker waits ${text} ms for Redis.`,
    )(resources),
});
