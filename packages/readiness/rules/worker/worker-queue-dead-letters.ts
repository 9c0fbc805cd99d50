import { ofType, type PlannedResource } from "../../plan/resource.ts";
import { isUnknown } from "../../plan/value.ts";
import { deployed, type Finding, notKnown, type Rule, violation } from "../rule.ts";

export const workerQueueDeadLetters: Rule = {
  id: "worker-queue-dead-letters",
  area: "worker",
  title: "Messages that fail are kept in a dead letter queue",
  why: "Without a dead letter queue, Cloudflare deletes a message after its last retry: nobody learns what was lost, and nothing can be sent again.",
  fix: "Declare a second Queue and name it in deadLetterQueue of the consumer.",
  example: { language: "typescript", code: "deadLetterQueue: deadLetters.queueName" },
  source: "https://developers.cloudflare.com/queues/configuration/dead-letter-queues/",
  severity: deployed,
  rank: "medium",
  scope: "stack",
  subjects: ["queueConsumer"],
  judge: (resources) => {
    const queues = ofType(resources, "queue");
    return ofType(resources, "queueConsumer").flatMap((consumer) => judge(consumer, queues));
  },
};

function judge(consumer: PlannedResource, queues: readonly PlannedResource[]): Finding[] {
  const { deadLetterQueue } = consumer.props;
  if (isUnknown(deadLetterQueue)) {
    // The name of a queue that this update creates.
    const made = consumer.propertyDependencies?.deadLetterQueue ?? [];
    return queues.some(({ urn }) => made.includes(urn))
      ? []
      : [notKnown("deadLetterQueue", consumer)];
  }
  if (typeof deadLetterQueue !== "string" || deadLetterQueue === "")
    return [violation("Messages are deleted after their last retry.", consumer)];
  const ownQueue = consumer.propertyDependencies?.queueId ?? [];
  const own = queues.find(({ urn }) => ownQueue.includes(urn));
  return own?.props.queueName === deadLetterQueue
    ? [violation("The queue is its own dead letter queue: a failed message never rests.", consumer)]
    : [];
}
