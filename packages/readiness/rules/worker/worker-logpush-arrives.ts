import { ofType, type PlannedResource } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { deployed, type Finding, notKnown, type Rule, violation } from "../rule.ts";

const dataset = "workers_trace_events";

export const workerLogpushArrives: Rule = {
  id: "worker-logpush-arrives",
  area: "worker",
  title: "Logs that Logpush is to push arrive, encrypted",
  why: "Logpush needs a job and the Worker's own logpush setting. With one of them alone nothing is pushed, and nobody notices until a log is needed.",
  fix: "Set seaworthy:observability.logpush.destination, or declare both: an enabled LogpushJob and logpush on the Worker. Give a destination with TLS.",
  example: {
    language: "yaml",
    code: "seaworthy:observability:\n  logpush:\n    destination:\n      secure: …",
  },
  source: "https://developers.cloudflare.com/workers/observability/logs/logpush/",
  severity: deployed,
  rank: "medium",
  scope: "stack",
  subjects: ["worker", "logpushJob"],
  judge: (resources) => {
    const pushed = ofType(resources, "worker").filter(({ props }) => props.logpush !== false);
    const on = pushed.filter(({ props }) => props.logpush !== undefined);
    const jobs = ofType(resources, "logpushJob");
    const ofWorkers = jobs.filter(
      ({ props }) => isUnknown(props.dataset) || props.dataset === dataset,
    );
    return [
      ...on.flatMap((worker) => judgeWorker(worker, ofWorkers)),
      ...ofWorkers.flatMap((job) => judgeJob(job, on)),
      ...jobs.flatMap(judgeDestination),
    ];
  },
};

function judgeWorker(worker: PlannedResource, jobs: readonly PlannedResource[]): Finding[] {
  if (isUnknown(worker.props.logpush)) return [notKnown("logpush", worker)];
  return jobs.length > 0
    ? []
    : [violation("logpush is on, but no Logpush job of this program takes the logs.", worker)];
}

function judgeJob(job: PlannedResource, workers: readonly PlannedResource[]): Finding[] {
  const { enabled, dataset: pushed } = job.props;
  if (isUnknown(enabled) || isUnknown(pushed)) return [notKnown("enabled and dataset", job)];
  // Cloudflare's default is off.
  if (enabled !== true) return [violation("The Logpush job is off.", job)];
  return workers.length > 0
    ? []
    : [violation("The Logpush job gets nothing: no Worker has logpush on.", job)];
}

function judgeDestination(job: PlannedResource): Finding[] {
  const { destinationConf } = job.props;
  if (isUnknown(destinationConf)) return [notKnown("destinationConf", job)];
  const to = String(destinationConf);
  if (/^http:/i.test(to)) return [violation("The logs are sent without TLS.", job)];
  return /[?&]insecure-skip-verify=true/i.test(to)
    ? [violation("The destination's certificate is not checked.", job)]
    : [];
}
