import { defineWorker } from "@seaworthy/platform/modules/define-worker";
import { feedVersions } from "./live.ts";
import { feed } from "./module.ts";
import { deleteExpiredUsage } from "./retention.ts";
import { feedRoutes } from "./routes.ts";
import { FeedUpdates } from "./updates.ts";

export default defineWorker(feed, {
  routes: feedRoutes,
  schedules: {
    retention: async ({ services, log }) =>
      log.audit("usage_events.expired", { deleted: await deleteExpiredUsage(services.database) }),
  },
  durableObjects: { FeedUpdates },
  longConsumers: { "Durable Object FeedUpdates": feedVersions },
});
