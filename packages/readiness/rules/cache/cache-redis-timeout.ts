import { z } from "zod";
import { bindingText } from "../helpers/checks.ts";
import { configurable, everywhere, positive } from "../rule.ts";

export const cacheRedisTimeout = configurable({
  id: "cache-redis-timeout",
  area: "cache",
  title: "The Worker waits at most 250 ms for Redis",
  why: "The cache exists to be faster than the database. If it hangs, every request hangs with it.",
  fix: "Remove the binding REDIS_TIMEOUT_MS, or set it to 250 or less.",
  example: { language: "typescript", code: 'variable("REDIS_TIMEOUT_MS", "250")' },
  source: "https://upstash.com/docs/common/help/production-checklist",
  severity: everywhere,
  rank: "medium",
  scope: "stack",
  subjects: ["workerVersion"],
  configuration: z.object({ mostMs: positive(250, "Maximum wait for one Redis call") }),
  judge: (resources, { mostMs }) =>
    bindingText("REDIS_TIMEOUT_MS", (text) =>
      Number(text ?? 250) <= mostMs ? undefined : `The Worker waits ${text} ms for Redis.`,
    )(resources),
});
