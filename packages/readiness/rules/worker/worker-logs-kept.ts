import { isObject } from "../../plan/value.ts";
import { property } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const workerLogsKept: Rule = {
  id: "worker-logs-kept",
  area: "worker",
  title: "Cloudflare stores the Worker's logs, including invocations",
  why: "Without logs, a failure leaves no trace but a customer's report.",
  fix: "Enable observability, its logs and invocationLogs on the Worker.",
  example: {
    language: "typescript",
    code: "observability: { enabled: true, headSamplingRate: 0.1, logs: { enabled: true, invocationLogs: true } }",
  },
  source: "https://developers.cloudflare.com/workers/observability/logs/workers-logs/",
  severity: everywhere,
  rank: "high",
  scope: "resource",
  subjects: ["worker"],
  judge: property("worker", "observability", (observed) => {
    if (!isObject(observed) || observed.enabled !== true)
      return "The Worker's observability is off.";
    const { logs } = observed;
    return isObject(logs) && logs.enabled !== false && logs.invocationLogs !== false
      ? undefined
      : "The Worker's invocation logs are off.";
  }),
};
