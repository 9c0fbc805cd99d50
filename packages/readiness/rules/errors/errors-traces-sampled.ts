import { z } from "zod";
import { bindingText } from "../helpers/checks.ts";
import { configurable, productionOnly } from "../rule.ts";

export const errorsTracesSampled = configurable({
  id: "errors-traces-sampled",
  area: "errors",
  title: "A part of the requests is traced in production, not all",
  why: "Every request traced is paid for twice, in latency and in quota; none traced leaves nothing to look at.",
  fix: "Set seaworthy:errors.sampleRate above 0 and at most 0.2.",
  example: { language: "yaml", code: "seaworthy:errors:\n  sampleRate: 0.1" },
  source: "https://docs.sentry.io/pricing/quotas/",
  severity: productionOnly,
  rank: "medium",
  scope: "resource",
  subjects: ["workerVersion"],
  configuration: z.object({
    most: z.number().gt(0).lt(1).default(0.2).describe("Largest share of requests that are traced"),
  }),
  judge: (resources, { most }) =>
    bindingText("SENTRY_SAMPLE_RATE", (text) => {
      const rate = Number(text ?? 0.1);
      return rate > 0 && rate <= most ? undefined : `A share of ${text} of all requests is traced.`;
    })(resources),
});
