import { isUnknown } from "../../plan/value.ts";
import { eachBindings } from "../helpers/checks.ts";
import { everywhere, notKnown, type Rule, violation } from "../rule.ts";

export const cacheTwoDatabases: Rule = {
  id: "cache-two-databases",
  area: "cache",
  title: "Cache and rate limiter do not share a database",
  why: "What may be evicted and what may not cannot live in one database, and one noisy use takes the other's throughput.",
  fix: "Bind CACHE_REDIS_URL and LIMITER_REDIS_URL to two databases.",
  example: { language: "typescript", code: 'variable("LIMITER_REDIS_URL", limiter.url)' },
  source: "https://upstash.com/docs/common/help/production-checklist",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["workerVersion"],
  applies: ({ app }) => app !== undefined,
  judge: (resources) =>
    eachBindings(resources, (bindings, version) => {
      const [cache, limiter] = ["CACHE_REDIS_URL", "LIMITER_REDIS_URL"].map(
        (name) => bindings.find((one) => one.name === name)?.text,
      );
      if (isUnknown(cache) || isUnknown(limiter))
        return [notKnown("The addresses of Redis", version)];
      return cache !== undefined && cache === limiter
        ? [violation("Cache and limiter have the same address.", version)]
        : [];
    }),
};
