import type { Step } from "./scenario.ts";

/** A queue whose messages that script receives, with a dead letter queue. */
export const queueSteps = ({
  accountId,
  scriptName,
}: {
  readonly accountId: string;
  readonly scriptName: string;
}): readonly Step[] => [
  {
    name: "dead letters",
    type: "cloudflare:index/queue:Queue",
    inputs: () => ({ accountId, queueName: "dead" }),
    replacing: { accountId: "other" },
    importId: ({ id }) => `${accountId}/${id}`,
  },
  {
    name: "queue",
    type: "cloudflare:index/queue:Queue",
    inputs: () => ({ accountId, queueName: "jobs", settings: { messageRetentionPeriod: 3_600 } }),
    change: { settings: { messageRetentionPeriod: 7_200 } },
    replacing: { accountId: "other" },
    importId: ({ id }) => `${accountId}/${id}`,
  },
  {
    name: "consumer",
    type: "cloudflare:index/queueConsumer:QueueConsumer",
    inputs: (made) => ({
      accountId,
      queueId: made.get("queue")?.id ?? "",
      type: "worker",
      scriptName,
      deadLetterQueue: "dead",
      settings: { maxRetries: 3 },
    }),
    change: { settings: { maxRetries: 5 } },
    replacing: { queueId: "other" },
    importId: ({ id }, made) => `${accountId}/${made.get("queue")?.id ?? ""}/${id}`,
  },
];
