import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { useOf } from "../helpers/redis/redis-uses.ts";
import { everywhere, notKnown, type Rule, violation } from "../rule.ts";

export const cacheEvicts: Rule = {
  id: "cache-evicts",
  area: "cache",
  title: "The cache evicts old entries",
  why: "Without eviction, Upstash rejects writes once the database is full: the cache keeps its oldest entries and accepts no new ones.",
  fix: "Set eviction to true on the cache's RedisDatabase.",
  example: {
    language: "typescript",
    code: 'new upstash.RedisDatabase("cache", { name: "shop-prod-cache", region, tls: true, eviction: true });',
  },
  source: "https://upstash.com/docs/redis/features/eviction",
  severity: everywhere,
  rank: "high",
  scope: "stack",
  subjects: ["redis"],
  judge: (resources) =>
    ofType(resources, "redis").flatMap((database) => {
      const { name, eviction } = database.props;
      if (isUnknown(name) || isUnknown(eviction)) return [notKnown("name and eviction", database)];
      return useOf(database, resources) === "cache" && eviction !== true
        ? [violation("The cache rejects writes when it is full.", database)]
        : [];
    }),
};
