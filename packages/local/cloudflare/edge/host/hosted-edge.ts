import { join } from "node:path";
import { codeFile } from "@seaworthy/core/code-file";
import type { CloudContext } from "../../../kernel/context.ts";
import { endOrphanedProcesses } from "../../../kernel/processes/orphaned-processes.ts";
import { callOf, methodsOf } from "../../../kernel/threads/calls.ts";
import { KeptThread } from "../../../kernel/threads/kept-thread.ts";
import { relayLine } from "../../../kernel/threads/open-thread.ts";
import type { QueueSender } from "../queues/message.ts";
import type { QueueBroker } from "../queues/queue-broker.ts";
import {
  type CloudCalls,
  type EdgeCalls,
  type EdgeThreadSettings,
  edgeCalls,
} from "./edge-calls.ts";

/** An edge and where it runs. */
export interface HostedEdge {
  readonly calls: EdgeCalls;
  close(): Promise<void>;
}

interface HostOptions {
  readonly context: CloudContext;
  readonly zoneName: string;
  readonly queues: QueueBroker;
  /** Restores the crashed edge's state in a new edge. */
  readonly resume: (edge: EdgeCalls) => Promise<void>;
}

/** A flood of large responses takes less; a thread that needs more is replaced. */
export const edgeHeapMegabytes = 1024;

export function inThread({ context, zoneName, queues, resume }: HostOptions): HostedEdge {
  const { directory, dataDirectory, ports, log } = context;
  const data: EdgeThreadSettings = { zoneName, directory, dataDirectory };
  const own: CloudCalls = {
    ...senderOf(queues),
    portOf: ports.get,
    claimPort: ports.claim,
    log: async (line) => relayLine(log, line),
  };
  const thread = new KeptThread<CloudCalls, EdgeCalls>({
    file: codeFile(import.meta, "edge-thread"),
    title: "The edge",
    data,
    maxMegabytes: edgeHeapMegabytes,
    own,
    names: edgeCalls,
    log,
    resume,
    cleanUp: () =>
      endOrphanedProcesses(join(directory, "run"), (file) => file.startsWith("workerd-")),
  });
  return { calls: thread.other, close: () => thread.close() };
}

/** Loaded with the first call: the control plane has no use for the Workers' runtime otherwise. */
export function inThisThread({ context, zoneName, queues }: HostOptions): HostedEdge {
  let loading: Promise<EdgeCalls> | undefined;
  const load = async () => {
    const { Edge } = await import("../index.ts");
    return new Edge({ ...context, queues: senderOf(queues) }, zoneName);
  };
  return {
    calls: methodsOf<EdgeCalls>(edgeCalls, async (name, parameters) => {
      loading ??= load();
      return callOf(await loading, name, parameters);
    }),
    close: async () => (await loading)?.close(),
  };
}

function senderOf(queues: QueueBroker): QueueSender {
  return {
    send: async (queueId, sent) => queues.send(queueId, sent),
    metrics: async (queueId) => queues.metrics(queueId),
  };
}
