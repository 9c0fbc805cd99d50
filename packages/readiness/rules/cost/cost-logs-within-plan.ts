import { z } from "zod";
import { property, read } from "../helpers/checks.ts";
import { configurable, positive, productionOnly } from "../rule.ts";

export const costLogsWithinPlan = configurable({
  id: "cost-logs-within-plan",
  area: "cost",
  title: "The logs that are kept fit the plan",
  why: "Past the 20 million log events a month of the Workers plan each further million is paid for, and log lines are easily ten a request.",
  fix: "Lower seaworthy:app.logSampleRate, or set the rule's numbers to what was measured.",
  example: { language: "yaml", code: "seaworthy:app:\n  logSampleRate: 0.1" },
  source: "https://developers.cloudflare.com/workers/observability/logs/workers-logs/",
  severity: productionOnly,
  rank: "low",
  scope: "resource",
  subjects: ["worker"],
  configuration: z.object({
    requestsPerDay: positive(1_000_000, "Requests on a usual day"),
    eventsPerRequest: positive(5, "Log events of a request"),
    eventsPerMonth: positive(20_000_000, "Log events in the plan"),
  }),
  judge: (resources, { requestsPerDay, eventsPerRequest, eventsPerMonth }) =>
    property("worker", "observability.headSamplingRate", (rate, worker) => {
      // Nothing is kept, and worker-logs-kept says so.
      if (read(worker, "observability.enabled") === false) return undefined;
      const events = Math.round(Number(rate ?? 1) * requestsPerDay * eventsPerRequest * 30);
      return events <= eventsPerMonth
        ? undefined
        : `About ${events} log events a month are kept; the plan has ${eventsPerMonth}.`;
    })(resources),
});
