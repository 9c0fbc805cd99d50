import { LogpushJob, type LogpushJobArgs } from "@pulumi/cloudflare/logpushJob.js";
import type { WorkerArgs } from "@pulumi/cloudflare/worker.js";
import * as pulumi from "@pulumi/pulumi";
import type { Config } from "../config/schema.ts";
import { nameOf } from "../naming.ts";

/** Which of the Worker's logs and traces are kept at Cloudflare and which are sent on. */
export function observabilityOf({
  app,
  observability = {},
}: Config): Pick<WorkerArgs, "logpush" | "observability"> {
  const { logs, traces, logpush } = observability;
  const sampled = { enabled: true, headSamplingRate: app.logSampleRate };
  return {
    ...(logpush === undefined ? {} : { logpush: true }),
    observability: {
      ...sampled,
      logs: { ...sampled, invocationLogs: true, ...(logs === undefined ? {} : sentTo(logs)) },
      ...(traces === undefined
        ? {}
        : {
            traces: { enabled: true, headSamplingRate: traces.sampleRate, ...sentTo(traces) },
          }),
    },
  };
}

const sentTo = ({ destinations, stored }: { destinations: string[]; stored: boolean }) => ({
  destinations,
  persist: stored,
});

/** Of Cloudflare's dataset `workers_trace_events`. */
const fieldNames = [
  "EventTimestampMs",
  "EventType",
  "Outcome",
  "Event",
  "Logs",
  "Exceptions",
  "ScriptName",
  "ScriptVersion",
];

export interface LogpushArgs {
  readonly config: Config;
  /** The job sees the account's other Workers too: their lines are filtered out. */
  readonly scriptName: pulumi.Input<string>;
}

/** Pushes the Worker's requests, logs and exceptions, if the stack file names a destination. */
export function pushLogs(
  name: string,
  { config, scriptName }: LogpushArgs,
  options: pulumi.CustomResourceOptions,
): LogpushJob | undefined {
  const { logpush } = config.observability ?? {};
  if (logpush === undefined) return undefined;
  const inputs: LogpushJobArgs = {
    accountId: config.app.accountId,
    name: nameOf(config, "logpush"),
    dataset: "workers_trace_events",
    destinationConf: pulumi.secret(logpush.destination),
    enabled: true,
    filter: pulumi.jsonStringify({
      where: { key: "ScriptName", operator: "eq", value: scriptName },
    }),
    outputOptions: { outputType: "ndjson", fieldNames, timestampFormat: "rfc3339" },
  };
  return new LogpushJob(name, inputs, options);
}
