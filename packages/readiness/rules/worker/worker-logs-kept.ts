import { isObject, type PlannedValue } from "../../plan/value.ts";
import { property } from "../helpers/checks.ts";
import { everywhere, type Rule } from "../rule.ts";

export const workerLogsKept: Rule = {
  id: "worker-logs-kept",
  area: "worker",
  title: "The Worker's logs are stored or sent on, including invocations",
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
    if (!isObject(logs) || logs.enabled === false || logs.invocationLogs === false)
      return "The Worker's invocation logs are off.";
    return logs.persist === false && isEmpty(logs.destinations)
      ? "The Worker's logs are neither stored at Cloudflare nor sent to a destination."
      : undefined;
  }),
};

const isEmpty = (list: PlannedValue): boolean =>
  list === undefined || list === null || (Array.isArray(list) && list.length === 0);
