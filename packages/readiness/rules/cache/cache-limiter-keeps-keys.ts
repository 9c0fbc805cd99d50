import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { useOf } from "../helpers/redis/redis-uses.ts";
import { everywhere, notKnown, type Rule, violation } from "../rule.ts";

export const cacheLimiterKeepsKeys: Rule = {
  id: "cache-limiter-keeps-keys",
  area: "cache",
  title: "The Redis database for rate limits, locks, queues and sessions does not evict",
  why: "With eviction a flood of keys makes Redis forget counters at random: everybody's rate limits begin again in the middle of the attack that they are for, and jobs that were accepted are never done.",
  fix: "Set eviction to false, and use a separate RedisDatabase for the cache.",
  example: {
    language: "typescript",
    code: 'new upstash.RedisDatabase("limiter", { name: "shop-prod-limiter", region, tls: true, eviction: false });',
  },
  source: "https://upstash.com/docs/redis/features/eviction",
  severity: everywhere,
  rank: "critical",
  scope: "stack",
  subjects: ["redis"],
  judge: (resources) =>
    ofType(resources, "redis").flatMap((database) => {
      const { name, eviction } = database.props;
      if (isUnknown(name) || isUnknown(eviction)) return [notKnown("name and eviction", database)];
      return useOf(database, resources) === "keeps" && eviction !== false
        ? [violation("Keys that must be kept can be evicted.", database)]
        : [];
    }),
};
