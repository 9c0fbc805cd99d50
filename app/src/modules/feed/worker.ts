import { defineWorker } from "@seaworthy/platform/modules/define-worker";
import { feedVersions } from "./live.ts";
import { feed } from "./module.ts";
import { feedRoutes } from "./routes.ts";
import { activeUsers } from "./telemetry/active-users.ts";
import { maintainPartitions, partitionDaysAhead } from "./telemetry/partitions.ts";
import { deleteExpiredUsage } from "./telemetry/retention.ts";
import { FeedUpdates } from "./updates.ts";

export default defineWorker(feed, {
  routes: feedRoutes,
  schedules: {
    partitions: async ({ services, log }) =>
      log.audit("partitions.maintained", await maintainPartitions(services.database)),
    retention: async ({ services, log }) =>
      log.audit("usage_events.expired", { deleted: await deleteExpiredUsage(services.database) }),
  },
  figures: { activeUsers },
  probes: { partitions: ({ services }) => partitionDaysAhead(services.database) },
  durableObjects: { FeedUpdates },
  longConsumers: { "Durable Object FeedUpdates": feedVersions },
});
