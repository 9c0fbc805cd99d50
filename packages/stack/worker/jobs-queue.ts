import { Queue } from "@pulumi/cloudflare/queue.js";
import { QueueConsumer } from "@pulumi/cloudflare/queueConsumer.js";
import type * as pulumi from "@pulumi/pulumi";
import { defined } from "@seaworthy/core/defined";
import type { Config } from "../config/schema.ts";
import { nameOf } from "../naming.ts";

/** Wake-ups that are this old are of no use: a cron looks for jobs every minute. */
const keptSeconds = 3_600;
const mostRetries = 3;

/** The queue that wakes jobs, and the one that keeps wake-ups that failed, for operators. */
export interface JobsQueue {
  /** Sent to by the binding. */
  readonly queue: Queue;
  readonly deadLetters: Queue;
}

export function createJobsQueue(
  name: string,
  config: Config,
  options: pulumi.CustomResourceOptions,
): JobsQueue {
  const { accountId } = config.app;
  const create = (part: string, settings?: { messageRetentionPeriod: number }) =>
    new Queue(
      `${name}-${part}`,
      { accountId, queueName: nameOf(config, "queue", part), ...defined({ settings }) },
      options,
    );
  return {
    deadLetters: create("jobs-dead"),
    queue: create("jobs", { messageRetentionPeriod: keptSeconds }),
  };
}

/** The Worker receives its own wake-ups: an invocation by a queue may take 15 minutes. */
export function consumeJobsQueue(
  name: string,
  { queue, deadLetters }: JobsQueue,
  scriptName: pulumi.Input<string>,
  options: pulumi.CustomResourceOptions,
): QueueConsumer {
  const inputs = {
    accountId: queue.accountId,
    queueId: queue.queueId,
    type: "worker",
    scriptName,
    deadLetterQueue: deadLetters.queueName,
    // One by one and at once: a wake-up that waits for others is late.
    settings: { batchSize: 1, maxWaitTimeMs: 0, maxRetries: mostRetries },
  };
  return new QueueConsumer(`${name}-jobs-consumer`, inputs, options);
}
