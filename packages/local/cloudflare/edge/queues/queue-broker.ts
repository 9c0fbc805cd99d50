import { randomBytes } from "node:crypto";
import type { CloudContext } from "../../../kernel/context.ts";
import type { QueueState } from "../state.ts";
import type { QueueBatch } from "./batch.ts";
import {
  bytesOf,
  type QueueMessage,
  type QueueMetrics,
  type SendProblem,
  type SentMessage,
  sendProblem,
} from "./message.ts";
import { type MessageStore, openMessageStore } from "./message-store.ts";
import { type DeliveryOutcome, retryOf } from "./outcome.ts";

const tickMs = 200;
/** Delay after a runtime that ended during a delivery, which does not count as a failure. */
const brokenRetryMs = 1_000;

type Consumer = NonNullable<QueueState["consumer"]>;

/** Calls the queue handler of a Worker. Undefined when the Worker has no running deployment. */
type RunQueue = (script: string, batch: QueueBatch) => Promise<DeliveryOutcome | undefined>;

/** Stores the messages of queues and delivers them to their consumer Workers. */
export class QueueBroker {
  readonly #context: Pick<CloudContext, "clock" | "log">;
  readonly #messages: MessageStore;
  readonly #runQueue: RunQueue;
  #queues = new Map<string, QueueState>();
  /** Ids of messages that are being delivered. */
  readonly #held = new Set<string>();
  readonly #running = new Map<string, number>();
  readonly #deliveries = new Set<Promise<void>>();
  /** Consumers without a running deployment, as of the last change of the edge. */
  #absent = new Set<string>();
  readonly #timer: NodeJS.Timeout;

  constructor(context: Pick<CloudContext, "clock" | "log" | "store">, runQueue: RunQueue) {
    this.#context = context;
    this.#messages = openMessageStore(context.store);
    this.#runQueue = runQueue;
    this.#timer = setInterval(() => this.tick(), tickMs);
    this.#timer.unref();
  }

  set(queues: readonly QueueState[]): void {
    this.#queues = new Map(queues.map((queue) => [queue.id, queue]));
    this.#absent = new Set();
  }

  /** Durable when it returns. */
  send(queueId: string, sent: readonly SentMessage[]): SendProblem | undefined {
    const queue = this.#queues.get(queueId);
    if (!queue) return { code: 10104, status: 404, message: "Queue does not exist" };
    const problem = sendProblem(sent);
    if (problem) return problem;
    const now = this.#context.clock.now();
    const messages = sent.map(({ contentType, body, delaySeconds = queue.deliveryDelay }) => ({
      id: randomBytes(16).toString("hex"),
      sentAtMs: now,
      visibleAtMs: now + delaySeconds * 1_000,
      failures: 0,
      contentType,
      body,
    }));
    this.#messages.put(queueId, messages);
    this.#deliver(queue);
    return undefined;
  }

  metrics(queueId: string): QueueMetrics {
    const messages = this.#messages.list(queueId);
    return {
      backlogCount: messages.length,
      backlogBytes: messages.reduce((sum, message) => sum + bytesOf(message), 0),
      oldestMessageTimestamp: messages[0]?.sentAtMs ?? 0,
    };
  }

  purge(queueId: string): void {
    this.#remove(queueId, this.#messages.list(queueId));
  }

  /** Starts the deliveries that are due. */
  tick(): void {
    for (const queue of this.#queues.values()) {
      this.#expire(queue);
      this.#deliver(queue);
    }
  }

  /** Starts no more deliveries. */
  stop(): void {
    clearInterval(this.#timer);
    this.#queues.clear();
  }

  /** Resolves when no delivery is running and the messages of those that failed are stored. */
  async settled(): Promise<void> {
    await Promise.all(this.#deliveries);
  }

  #expire({ id, retentionSeconds }: QueueState): void {
    const oldest = this.#context.clock.now() - retentionSeconds * 1_000;
    const expired = this.#messages
      .list(id)
      .filter((message) => message.sentAtMs < oldest && !this.#held.has(message.id));
    if (expired.length > 0) this.#remove(id, expired);
  }

  #deliver(queue: QueueState): void {
    const { consumer } = queue;
    if (!consumer || queue.paused || this.#absent.has(consumer.script)) return;
    for (;;) {
      const running = this.#running.get(queue.id) ?? 0;
      const batch = running < consumer.maxConcurrency ? this.#nextBatch(queue.id, consumer) : [];
      if (batch.length === 0) return;
      this.#running.set(queue.id, running + 1);
      for (const { id } of batch) this.#held.add(id);
      const delivery = this.#run(queue, consumer, batch);
      this.#deliveries.add(delivery);
      void delivery.then(() => this.#deliveries.delete(delivery));
    }
  }

  /** A full batch immediately; a smaller one once its first message has waited long enough. */
  #nextBatch(queueId: string, { batchSize, maxWaitMs }: Consumer): QueueMessage[] {
    const now = this.#context.clock.now();
    const due = this.#messages
      .list(queueId)
      .filter(({ id, visibleAtMs }) => visibleAtMs <= now && !this.#held.has(id));
    const waited = now - Math.min(now, ...due.map(({ visibleAtMs }) => visibleAtMs));
    return due.length >= batchSize || waited >= maxWaitMs ? due.slice(0, batchSize) : [];
  }

  async #run(queue: QueueState, consumer: Consumer, batch: readonly QueueMessage[]): Promise<void> {
    const { clock, log } = this.#context;
    const absent = this.#absent;
    try {
      const said = await this.#call(queue, consumer, batch);
      if (!said) return void absent.add(consumer.script);
      this.#settle(queue, consumer, batch, said);
      const { outcome } = said;
      log.info("edge.queue_delivered", { queue: queue.name, messages: batch.length, outcome });
    } catch (cause) {
      log.warn("edge.queue_not_delivered", { queue: queue.name, cause });
      const visibleAtMs = clock.now() + brokenRetryMs;
      this.#putBack(queue.id, batch, (message) => ({ ...message, visibleAtMs }));
    } finally {
      for (const { id } of batch) this.#held.delete(id);
      this.#running.set(queue.id, (this.#running.get(queue.id) ?? 1) - 1);
    }
  }

  #call(
    queue: QueueState,
    { script }: Consumer,
    batch: readonly QueueMessage[],
  ): Promise<DeliveryOutcome | undefined> {
    return this.#runQueue(script, {
      queue: queue.name,
      messages: batch.map(({ id, sentAtMs, failures, contentType, body }) => ({
        id,
        sentAtMs,
        attempts: failures + 1,
        contentType,
        body,
      })),
      metrics: this.metrics(queue.id),
    });
  }

  /** Deletes delivered messages; the others are queued again or moved to the dead letter queue. */
  #settle(
    queue: QueueState,
    consumer: Consumer,
    batch: readonly QueueMessage[],
    said: DeliveryOutcome,
  ): void {
    const now = this.#context.clock.now();
    const fates = batch.map((message) => ({
      message: { ...message, failures: message.failures + 1 },
      delay: retryOf(message.id, said, consumer.retryDelay),
    }));
    const failed = fates.filter(({ delay }) => delay !== undefined);
    const again = failed.filter(({ message }) => message.failures <= consumer.maxRetries);
    const dead = failed.filter(({ message }) => message.failures > consumer.maxRetries);
    const delays = new Map(again.map(({ message, delay }) => [message.id, delay ?? 0]));
    this.#putBack(
      queue.id,
      again.map(({ message }) => message),
      (message) => ({ ...message, visibleAtMs: now + (delays.get(message.id) ?? 0) * 1_000 }),
    );
    this.#bury(
      queue,
      consumer,
      dead.map(({ message }) => message),
    );
    this.#remove(
      queue.id,
      fates.flatMap(({ message, delay }) => (delay === undefined ? [message] : [])),
    );
  }

  #bury(queue: QueueState, consumer: Consumer, dead: readonly QueueMessage[]): void {
    if (dead.length === 0) return;
    const { log, clock } = this.#context;
    const target = [...this.#queues.values()].find(({ name }) => name === consumer.deadLetterQueue);
    const details = { queue: queue.name, messages: dead.length };
    if (!target) {
      log.warn("edge.queue_messages_dropped", details);
      this.#remove(queue.id, dead);
      return;
    }
    log.warn("edge.queue_messages_dead", { ...details, deadLetterQueue: target.name });
    const now = clock.now();
    const kept = dead.map((message) => ({ ...message, failures: 0, visibleAtMs: now }));
    this.#messages.move(queue.id, target.id, kept);
  }

  /** Messages that have been purged since are not restored. */
  #putBack(
    queueId: string,
    messages: readonly QueueMessage[],
    change: (message: QueueMessage) => QueueMessage,
  ): void {
    const known = new Set(this.#messages.list(queueId).map(({ id }) => id));
    this.#messages.put(queueId, messages.filter(({ id }) => known.has(id)).map(change));
  }

  #remove(queueId: string, messages: readonly QueueMessage[]): void {
    this.#messages.delete(
      queueId,
      messages.map(({ id }) => id),
    );
  }
}
