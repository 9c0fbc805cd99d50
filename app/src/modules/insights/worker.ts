import { defineWorker } from "@seaworthy/platform/modules/define-worker";
import { eventJob } from "@seaworthy/platform/webhooks/webhook-job";
import { insights } from "./module.ts";
import { runResearch } from "./research/run.ts";
import { deleteOld, endLostResearch } from "./retention.ts";
import { insightRoutes } from "./routes/table.ts";
import { applyStripeEvent } from "./stripe/apply.ts";

export default defineWorker(insights, {
  routes: insightRoutes,
  jobs: { "research.run": runResearch, "stripe.event": eventJob(applyStripeEvent) },
  schedules: {
    lost: endLostResearch,
    retention: async ({ services, log }) =>
      log.info("insights.expired", { deleted: await deleteOld(services.database) }),
  },
});
