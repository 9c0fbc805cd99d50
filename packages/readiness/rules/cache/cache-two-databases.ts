import { identityOf, textPathOf } from "../helpers/awaited/awaited-texts.ts";
import { eachBindings } from "../helpers/checks.ts";
import { everywhere, notKnown, type Rule, violation } from "../rule.ts";

export const cacheTwoDatabases: Rule = {
  id: "cache-two-databases",
  area: "cache",
  title: "The cache and the rate limiter use separate databases",
  why: "Keys that may be evicted and keys that may not cannot share a database, and one noisy use would take the other's throughput.",
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
      const bound = ["CACHE_REDIS_URL", "LIMITER_REDIS_URL"]
        .map((name) => bindings.find((one) => one.name === name))
        .filter((one) => one !== undefined);
      const [cache, limiter] = bound.map((one) =>
        identityOf(version, textPathOf(bindings, one), one.text),
      );
      if (bound.length < 2) return [];
      if (cache === undefined || limiter === undefined)
        return [notKnown("The Redis addresses", version)];
      return cache === limiter
        ? [
            violation("The cache and the limiter use the same address.", version, {
              item: "LIMITER_REDIS_URL",
            }),
          ]
        : [];
    }),
};
