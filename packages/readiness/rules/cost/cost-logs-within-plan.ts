import { z } from "zod";
import { property, read } from "../helpers/checks.ts";
import { configurable, positive, productionOnly } from "../rule.ts";

export const costLogsWithinPlan = configurable({
  id: "cost-logs-within-plan",
  area: "cost",
  title: "Stored logs fit the Workers plan",
  why: "Beyond the plan's 20 million log events a month, each further million is billed. Ten log lines a request are common.",
  fix: "Lower seaworthy:app.logSampleRate, or set the rule's numbers to what you measured.",
  example: { language: "yaml", code: "seaworthy:app:\n  logSampleRate: 0.1" },
  source: "https://developers.cloudflare.com/workers/observability/logs/workers-logs/",
  severity: productionOnly,
  rank: "low",
  scope: "resource",
  subjects: ["worker"],
  configuration: z.object({
    requestsPerDay: positive(1_000_000, "Requests on a normal day"),
    eventsPerRequest: positive(5, "Log events per request"),
    eventsPerMonth: positive(20_000_000, "Log events in the plan"),
  }),
  judge: (resources, { requestsPerDay, eventsPerRequest, eventsPerMonth }) =>
    property("worker", "observability.headSamplingRate", (rate, worker) => {
      // Nothing is logged, which worker-logs-kept reports.
      if (read(worker, "observability.enabled") === false) return undefined;
      const events = Math.round(Number(rate ?? 1) * requestsPerDay * eventsPerRequest * 30);
      return events <= eventsPerMonth
        ? undefined
        : `About ${events} log events a month are stored; the plan includes ${eventsPerMonth}.`;
    })(resources),
});
