import { property } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const workerLogsSampled: Rule = {
  id: "worker-logs-sampled",
  area: "worker",
  title: "Some of the logs are stored",
  why: "A sample rate of zero looks enabled and stores nothing.",
  fix: "Set seaworthy:app.logSampleRate above 0.",
  example: { language: "yaml", code: "seaworthy:app:\n  logSampleRate: 0.1" },
  source: "https://developers.cloudflare.com/workers/observability/logs/workers-logs/",
  severity: everywhere,
  rank: "medium",
  scope: "resource",
  subjects: ["worker"],
  judge: property("worker", "observability.headSamplingRate", (rate) =>
    typeof rate === "number" && rate > 0 && rate <= 1
      ? undefined
      : `The log sample rate is ${String(rate ?? "not declared")}.`,
  ),
};
