import { defineModule } from "@seaworthy/platform/modules/define-module";
import { z } from "zod";

/** What an API key can be allowed to do with its owner's posts. */
export type FeedScope = (typeof feed.scopes)[number];

/** Posts, a public feed of them, and live subscriptions. */
export const feed = defineModule({
  name: "feed",
  configuration: z.strictObject({
    edgeCacheSeconds: z
      .int()
      .min(1)
      .max(86_400)
      .default(20)
      .describe("How long the edge caches the anonymous feed; deleted posts stay in it as long"),
    live: z
      .strictObject({
        perUser: z.int().min(1).max(1_000).default(10).describe("WebSockets per signed-in user"),
        perAddress: z
          .int()
          .min(1)
          .max(10_000)
          .default(50)
          .describe("WebSockets per address, for users who are not signed in"),
        idleSeconds: z
          .int()
          .min(1)
          .max(86_400)
          .default(300)
          .describe(
            "How long a WebSocket may be idle before it is closed; send `ping` to keep it open",
          ),
      })
      .prefault({})
      .describe("Limits of the feed's WebSockets"),
  }),
  scopes: ["feed:read", "feed:write"],
  schedules: { retention: "daily", partitions: "daily" },
  durableObjects: {
    FEED_UPDATES: { className: "FeedUpdates", description: "the feed's WebSocket subscribers." },
  },
  longConsumers: ["Durable Object FeedUpdates"],
  seed: { posts: 50_000 },
  load: ["feed"],
  pages: {
    "public feed": { path: "/rest/feed", shows: '"posts":[' },
    "first post": {
      creates: { path: "/rest/posts", body: { body: "My first post", visibility: "private" } },
      path: "/rest/posts/{id}",
      shows: "My first post",
    },
  },
  figures: { activeUsers: "Signed-in users seen in the last 24 hours" },
  alerts: {
    partitions: {
      description: "The newest month of usage_events or rpc_observations ends within 14 days.",
      action: "docs/workloads/feed.md#partitions",
      severity: "critical",
      unit: "days",
      measure: { kind: "probe" },
      below: 14,
      impliedBy: ["database"],
    },
  },
  edge: ({ edgeCacheSeconds }) => ({
    cache: [{ name: "page", path: "/rest/feed", seconds: edgeCacheSeconds }],
  }),
});
