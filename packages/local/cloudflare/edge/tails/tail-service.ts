import { type Request, Response, type WorkerOptions } from "miniflare";
import { type TracedCall, tracedCalls } from "./traced-call.ts";

/** The runtime's name for the Worker that receives a version's traces: they do not name it. */
export const tailName = (versionId: string): string => `tail-${versionId}`;

/** A Worker beside a version of a tailed Worker that passes its traces to this process. */
export function tailOptions(
  versionId: string,
  onCall: (versionId: string, call: TracedCall) => void,
): WorkerOptions {
  return {
    name: tailName(versionId),
    modules: true,
    script: source,
    compatibilityDate: "2026-01-01",
    serviceBindings: {
      SINK: async (request: Request) => {
        for (const call of tracedCalls.parse(await request.json())) onCall(versionId, call);
        return new Response(null, { status: 204 });
      },
    },
  };
}

/** What a trace holds are getters, which JSON.stringify does not see. */
const source = `
const requestOf = ({ url, method, headers, cf }) => ({ url, method, headers: { ...headers }, cf });
const eventOf = (event) => {
  if (!event) return null;
  const { request, response, cron, scheduledTime, queue, batchSize } = event;
  return {
    ...(request ? { request: requestOf(request) } : {}),
    ...(response ? { response: { status: response.status } } : {}),
    ...(cron === undefined ? {} : { cron }),
    ...(scheduledTime === undefined ? {} : { scheduledTime: Number(scheduledTime) }),
    ...(queue === undefined ? {} : { queue, batchSize }),
  };
};
const callOf = (trace) => ({
  entrypoint: trace.entrypoint ?? null,
  outcome: trace.outcome,
  eventTimestamp: trace.eventTimestamp,
  event: eventOf(trace.event),
  logs: trace.logs.map(({ message, level, timestamp }) => ({ message, level, timestamp })),
  exceptions: trace.exceptions.map(({ name, message, stack, timestamp }) => ({
    name,
    message,
    stack,
    timestamp,
  })),
  truncated: trace.truncated ?? false,
});
export default {
  async tail(traces, { SINK }) {
    const body = JSON.stringify(traces.map(callOf));
    await SINK.fetch("http://localhost/", { method: "POST", body });
  },
};`;
