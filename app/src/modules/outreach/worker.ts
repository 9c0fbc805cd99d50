import { defineWorker } from "@seaworthy/platform/modules/define-worker";
import { conversionRate, mailsPerHour, webhookSuccessRate } from "./figures.ts";
import { outreach } from "./module.ts";
import { deleteExpired } from "./retention.ts";
import { outreachRoutes } from "./routes/table.ts";
import { workOnWhatIsDue } from "./work.ts";

export default defineWorker(outreach, {
  routes: outreachRoutes,
  figures: { mailsPerHour, webhookSuccessRate, conversionRate },
  schedules: {
    work: workOnWhatIsDue,
    retention: async ({ services, log }) =>
      log.audit("outreach.expired", { deleted: await deleteExpired(services.database) }),
  },
});
