import { unknown } from "../../plan/value.ts";
import { replace, set } from "../change.ts";
import type { Case } from "./case.ts";

/** Redis, Hyperdrive's cache and the edge's cache. */
export const cache: readonly Case[] = [
  {
    rule: "cache-limiter-keeps-keys",
    broken: set("redis-limiter", "eviction", true),
    hidden: set("redis-limiter", "eviction", unknown),
  },
  {
    rule: "cache-evicts",
    broken: set("redis-cache", "eviction", false),
    hidden: set("redis-cache", "name", unknown),
  },
  {
    rule: "cache-two-databases",
    broken: set(
      "app-version",
      "bindings[LIMITER_REDIS_URL].text",
      "https://redis-cache.example.test",
    ),
    hidden: set("app-version", "bindings[LIMITER_REDIS_URL].text", unknown),
  },
  {
    rule: "cache-tls",
    broken: set("redis-cache", "tls", false),
    hidden: set("redis-cache", "tls", unknown),
  },
  { rule: "cache-own-user", broken: set("redis-cache-worker-a", "username", "default") },
  {
    rule: "cache-user-least-rights",
    broken: set("redis-cache-worker-a", "rules", ["~*", "+@all", "-@admin"]),
    hidden: set("redis-cache-worker-a", "rules", unknown),
  },
  {
    rule: "cache-near-database",
    broken: set("redis-cache", "region", "us-east-1"),
    hidden: set("redis-cache", "region", unknown),
  },
  {
    rule: "cache-redis-timeout",
    broken: set("app-version", "bindings", [
      { name: "REDIS_TIMEOUT_MS", type: "plain_text", text: "2000" },
    ]),
    hidden: set("app-version", "bindings", unknown),
  },
  {
    rule: "cache-nothing-personal",
    broken: replace("edge-cache", "rules[feed-page].expression", "len(http.cookie) eq 0 and", ""),
    hidden: set("edge-cache", "rules", unknown),
  },
  {
    rule: "cache-only-reads",
    broken: replace(
      "edge-cache",
      "rules[feed-page].expression",
      'http.request.method eq "GET"',
      'http.request.method ne "DELETE"',
    ),
    hidden: set("edge-cache", "rules[feed-page].expression", unknown),
  },
  {
    rule: "cache-private-paths",
    broken: replace(
      "edge-cache",
      "rules[feed-page].expression",
      'http.request.uri.path eq "/rest/feed"',
      "true",
    ),
    hidden: set("edge-cache", "rules", unknown),
  },
  {
    rule: "cache-no-errors-kept",
    broken: set("edge-cache", "rules[feed-page].actionParameters.edgeTtl.statusCodeTtls", [
      { statusCodeRange: { from: 500, to: 599 }, value: 3600 },
    ]),
    hidden: set("edge-cache", "rules[feed-page].actionParameters.edgeTtl.statusCodeTtls", unknown),
  },
  {
    rule: "cache-edge-ttl-bounded",
    broken: set("edge-cache", "rules[feed-page].actionParameters.edgeTtl.default", 86_400),
    hidden: set("edge-cache", "rules[feed-page].actionParameters.edgeTtl.default", unknown),
  },
  {
    rule: "cache-browsers-ask-again",
    broken: set("edge-cache", "rules[feed-page].actionParameters.browserTtl", {
      mode: "override_origin",
      default: 3600,
    }),
    hidden: set("edge-cache", "rules[feed-page].actionParameters.browserTtl", unknown),
  },
  {
    rule: "cache-no-query-cache",
    broken: set("app-hyperdrive-a", "caching.disabled", false),
    hidden: set("app-hyperdrive-a", "caching", unknown),
  },
];
