import { z } from "zod";
import { bindingText } from "../helpers/checks.ts";
import { configurable, productionOnly } from "../rule.ts";

export const errorsTracesSampled = configurable({
  id: "errors-traces-sampled",
  area: "errors",
  title: "Production traces a sample of requests, not all",
  why: "Tracing every request costs latency and quota. Tracing none leaves nothing to analyze.",
  fix: "Set seaworthy:errors.sampleRate above 0 and at most 0.2.",
  example: { language: "yaml", code: "seaworthy:errors:\n  sampleRate: 0.1" },
  source: "https://docs.sentry.io/pricing/quotas/",
  severity: productionOnly,
  rank: "medium",
  scope: "resource",
  subjects: ["workerVersion"],
  configuration: z.object({
    most: z.number().gt(0).lt(1).default(0.2).describe("Maximum share of requests that are traced"),
  }),
  judge: (resources, { most }) =>
    bindingText("SENTRY_SAMPLE_RATE", (text) => {
      const rate = Number(text ?? 0.1);
      return rate > 0 && rate <= most ? undefined : `The trace sample rate is ${text}.`;
    })(resources),
});
