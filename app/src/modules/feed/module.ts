import { defineModule } from "@seaworthy/platform/modules/define-module";
import { z } from "zod";

/** What an API key can be allowed to do with its owner's posts. */
export type FeedScope = (typeof feed.scopes)[number];

/** Posts, a feed of them that everybody reads, and their subscribers. */
export const feed = defineModule({
  name: "feed",
  configuration: z.strictObject({
    edgeCacheSeconds: z
      .int()
      .min(1)
      .max(86_400)
      .default(30)
      .describe("How long the edge keeps the anonymous feed"),
  }),
  scopes: ["feed:read", "feed:write"],
  schedules: { retention: "daily" },
  durableObjects: {
    FEED_UPDATES: { className: "FeedUpdates", description: "the feed's WebSocket subscribers." },
  },
  longConsumers: ["Durable Object FeedUpdates"],
  edge: ({ edgeCacheSeconds }) => ({
    cache: [{ name: "page", path: "/rest/feed", seconds: edgeCacheSeconds }],
  }),
});
