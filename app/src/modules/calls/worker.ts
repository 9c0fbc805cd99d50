import { defineWorker } from "@seaworthy/platform/modules/define-worker";
import { eventJob } from "@seaworthy/platform/webhooks/webhook-job";
import { applyCallEvent } from "./events/apply.ts";
import { calls } from "./module.ts";
import { callRoutes } from "./routes.ts";
import { endUnfinishedCalls } from "./unfinished.ts";

export default defineWorker(calls, {
  routes: callRoutes,
  schedules: {
    unfinished: async ({ services, log }) => {
      const ended = await endUnfinishedCalls(services.database);
      if (ended > 0) log.warn("calls.unfinished", { ended });
    },
  },
  jobs: { "call.event": eventJob(applyCallEvent) },
});
