import { join } from "node:path";
import { systemClock } from "../../../kernel/clock.ts";
import type { CloudContext } from "../../../kernel/context.ts";
import { parseCron } from "../crons/cron-expression.ts";
import { QueueBroker } from "../queues/queue-broker.ts";
import type { EdgeState } from "../state.ts";
import { storageIn } from "../workers/storage.ts";
import type { EdgeCalls } from "./edge-calls.ts";
import { type HostedEdge, inThisThread, inThread } from "./hosted-edge.ts";

/**
 * The edge as the control plane sees it. It runs in a thread of its own; with a test's clock in
 * this one, since another thread cannot share that clock. Messages of queues are stored here.
 */
export class EdgeHost {
  readonly #context: CloudContext;
  readonly #zoneName: string;
  readonly #hosted: HostedEdge;
  readonly queues: QueueBroker;
  /** Kept for a new thread. */
  #state: EdgeState | undefined;
  #listens = false;

  constructor(context: CloudContext, zoneName: string) {
    this.#context = context;
    this.#zoneName = zoneName;
    this.queues = new QueueBroker(context, (script, batch) =>
      this.#hosted.calls.runQueue(script, batch),
    );
    const options = {
      context,
      zoneName,
      queues: this.queues,
      resume: (edge: EdgeCalls) => this.#resume(edge),
    };
    this.#hosted = context.clock === systemClock ? inThread(options) : inThisThread(options);
  }

  /** What needs nothing of the control plane. */
  get network(): Omit<EdgeCalls, "start" | "apply" | "runQueue" | "close"> {
    return this.#hosted.calls;
  }

  async start(): Promise<void> {
    await this.#hosted.calls.start();
    this.#listens = true;
  }

  /** As `EdgeCalls.apply`. */
  async apply(state: EdgeState): Promise<void> {
    this.#state = state;
    try {
      await this.#hosted.calls.apply(state);
    } finally {
      this.queues.set(state.queues);
    }
  }

  /** What is wrong with a cron expression; undefined when it is valid. */
  cronProblem(cron: string): string | undefined {
    const parsed = parseCron(cron);
    return "problem" in parsed ? parsed.problem : undefined;
  }

  /** Where the objects of that Durable Object namespace are stored. */
  storageOf(namespaceId: string): string {
    return join(storageIn(this.#context.dataDirectory), "do", namespaceId);
  }

  async addresses(): Promise<{ http: string; https: string; authorityFile: string }> {
    const { ports, directory } = this.#context;
    const [http, https] = [await ports.get("edge.http"), await ports.get("edge.https")];
    return {
      http: `http://${this.#zoneName}:${http}`,
      https: `https://${this.#zoneName}:${https}`,
      authorityFile: join(directory, "edge", "ca.pem"),
    };
  }

  async close(): Promise<void> {
    this.queues.stop();
    await this.#hosted.close();
    await this.queues.settled();
  }

  async #resume(edge: EdgeCalls): Promise<void> {
    const state = this.#state;
    if (state) {
      await edge
        .apply(state)
        .catch((cause) => this.#context.log.error("edge.worker_not_loaded", { cause }));
      this.queues.set(state.queues);
    }
    if (this.#listens) await edge.start();
  }
}
