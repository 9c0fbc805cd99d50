import { durableObjects } from "@seaworthy/platform/bindings/bindings";
import { z } from "zod";

/** What the feed needs of `env` beside the platform. */
export const feedBindings = z.object({
  FEED_UPDATES: durableObjects.meta({
    kind: "durable_object_namespace",
    description: "Class `FeedUpdates`: the feed's WebSocket subscribers.",
  }),
});
