import { ofType } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { everywhere, notKnown, type Rule, violation } from "../rule.ts";

export const cacheLimiterKeepsKeys: Rule = {
  id: "cache-limiter-keeps-keys",
  area: "cache",
  title: "The database of rate limits and locks does not evict",
  why: "With eviction a flood of keys makes Redis forget counters at random: everybody's rate limits begin again in the middle of the attack that they are for.",
  fix: "Give the limiter a RedisDatabase of its own with eviction false.",
  example: {
    language: "typescript",
    code: 'new upstash.RedisDatabase("redis-limiter", { name: "shop-prod-limiter", region, tls: true, eviction: false });',
  },
  source: "https://upstash.com/docs/redis/features/eviction",
  severity: everywhere,
  rank: "critical",
  scope: "resource",
  subjects: ["redis"],
  judge: (resources) =>
    ofType(resources, "redis").flatMap((database) => {
      const { name, eviction } = database.props;
      if (isUnknown(name) || isUnknown(eviction)) return [notKnown("name and eviction", database)];
      const keeps = /limit|lock|queue|session|state/.test(`${String(name)} ${database.name}`);
      return keeps && eviction !== false
        ? [violation("Limiter state may be evicted.", database)]
        : [];
    }),
  remediate: ({ props }) =>
    /limit|lock|queue|session|state/.test(String(props.name))
      ? { ...props, eviction: false }
      : undefined,
};
