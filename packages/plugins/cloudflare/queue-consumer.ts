import { collectionCalls } from "../engine/collection.ts";
import type { ResourceType } from "../engine/resource-type.ts";
import { computed, number, object, output, type Shape, string } from "../engine/shape.ts";

const shape: Shape = {
  accountId: string({ mode: "required", replaces: true, elsewhere: true }),
  queueId: string({ mode: "required", replaces: true, elsewhere: true }),
  type: string({ mode: "required" }),
  scriptName: string(),
  deadLetterQueue: string(),
  settings: object(
    {
      batchSize: number(computed),
      maxConcurrency: number(),
      maxRetries: number(computed),
      maxWaitTimeMs: number(computed),
      retryDelay: number(computed),
    },
    computed,
  ),
  consumerId: string(output),
  queueName: string(output),
  createdOn: string(output),
};

/** The Worker that receives a queue's messages. A queue has one at most. */
export const queueConsumer: ResourceType = {
  token: "cloudflare:index/queueConsumer:QueueConsumer",
  shape,
  naturalKey: ["accountId", "queueId"],
  importId: "accountId/queueId/id",
  calls: collectionCalls({
    shape,
    path: "/accounts/{accountId}/queues/{queueId}/consumers",
    id: "consumer_id",
    match: [],
    update: "PUT",
  }),
};
