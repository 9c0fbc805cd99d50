import { defineWorker } from "@seaworthy/platform/modules/define-worker";
import { eventJob } from "@seaworthy/platform/webhooks/webhook-job";
import { applyCallEvent } from "./events/apply.ts";
import { calls } from "./module.ts";
import { callRoutes } from "./routes.ts";

export default defineWorker(calls, {
  routes: callRoutes,
  jobs: { "call.event": eventJob(applyCallEvent) },
});
