import { z } from "zod";
import { bindingText } from "../helpers/checks.ts";
import { configurable, positive, productionOnly } from "../rule.ts";

export const costTracesWithinPlan = configurable({
  id: "cost-traces-within-plan",
  area: "cost",
  title: "Traces fit the Sentry plan",
  why: "Sentry drops events beyond the monthly quota. Where budgets are shared, it drops errors too.",
  fix: "Lower seaworthy:errors.sampleRate, or set the rule's numbers to what you measured.",
  example: { language: "yaml", code: "seaworthy:errors:\n  sampleRate: 0.1" },
  source: "https://docs.sentry.io/pricing/quotas/",
  severity: productionOnly,
  rank: "low",
  scope: "resource",
  subjects: ["workerVersion"],
  configuration: z.object({
    requestsPerDay: positive(1_000_000, "Requests on a normal day"),
    spansPerMonth: positive(5_000_000, "Spans included in the plan"),
  }),
  judge: (resources, { requestsPerDay, spansPerMonth }) =>
    bindingText("SENTRY_SAMPLE_RATE", (text) => {
      const spans = Math.round(Number(text ?? 0.1) * requestsPerDay * 30);
      return spans <= spansPerMonth
        ? undefined
        : `About ${spans} spans a month are sent; the plan includes ${spansPerMonth}.`;
    })(resources),
});
