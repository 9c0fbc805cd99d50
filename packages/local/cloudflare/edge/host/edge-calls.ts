import type { Purge } from "../cache/cache-store.ts";
import type { QueueBatch } from "../queues/batch.ts";
import type { QueueSender } from "../queues/message.ts";
import type { DeliveryOutcome } from "../queues/outcome.ts";
import type { SecurityEvent } from "../rules/security-events.ts";
import type { EdgeState, WorkerState } from "../state.ts";
import type { TailFilter } from "../tails/tail-filter.ts";
import type { Tail } from "../tails/tails.ts";

/** What the control plane asks of the edge, in whichever thread it runs. */
export interface EdgeCalls {
  /** Opens the listeners. Throws PORT_TAKEN when another program uses the port. */
  start(): Promise<void>;
  /**
   * Applies the state. Resolves when requests see it; rejects when a Worker does not load, with the
   * rest applied.
   */
  apply(state: EdgeState): Promise<void>;
  /**
   * Loads a deployment without serving it. Throws with the runtime's reason when it does not load.
   */
  prepare(worker: WorkerState): Promise<void>;
  purge(what: Purge): Promise<void>;
  /** Keeps the content, to revalidate it. */
  invalidate(what: Purge): Promise<void>;
  /** Actions of rules on requests, newest first. */
  securityEvents(): Promise<readonly SecurityEvent[]>;
  /** Why deployed Workers do not run, by name. */
  failures(): Promise<Readonly<Record<string, string>>>;
  /** Throws when the Worker has as many as Cloudflare allows. */
  createTail(script: string, filters: readonly TailFilter[]): Promise<Tail & { url: string }>;
  listTails(script: string): Promise<readonly Tail[]>;
  endTail(id: string): Promise<void>;
  /** Calls the queue handler of a Worker. Undefined when it has no running deployment. */
  runQueue(script: string, batch: QueueBatch): Promise<DeliveryOutcome | undefined>;
  close(): Promise<void>;
}

export const edgeCalls = [
  "start",
  "apply",
  "prepare",
  "purge",
  "invalidate",
  "securityEvents",
  "failures",
  "createTail",
  "listTails",
  "endTail",
  "runQueue",
  "close",
] as const satisfies readonly (keyof EdgeCalls)[];

/** What the edge's thread asks of the control plane. */
export interface CloudCalls extends QueueSender {
  portOf(name: string): Promise<number>;
  claimPort(name: string): Promise<number>;
  log(line: string): Promise<void>;
}

export const cloudCalls = [
  "send",
  "metrics",
  "portOf",
  "claimPort",
  "log",
] as const satisfies readonly (keyof CloudCalls)[];

/** Posted to the thread when it starts. */
export interface EdgeThreadSettings {
  readonly zoneName: string;
  readonly directory: string;
  readonly dataDirectory: string;
}
