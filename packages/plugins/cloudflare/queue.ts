import { collectionCalls } from "../engine/collection.ts";
import type { ResourceType } from "../engine/resource-type.ts";
import { boolean, computed, number, object, output, type Shape, string } from "../engine/shape.ts";

const shape: Shape = {
  accountId: string({ mode: "required", replaces: true, elsewhere: true }),
  queueName: string({ mode: "required" }),
  settings: object(
    {
      deliveryDelay: number(computed),
      deliveryPaused: boolean(computed),
      messageRetentionPeriod: number(computed),
    },
    computed,
  ),
  queueId: string(output),
  createdOn: string(output),
  modifiedOn: string({ mode: "output", moves: true }),
};

/** A queue of messages between Workers. Its consumer is a resource of its own. */
export const queue: ResourceType = {
  token: "cloudflare:index/queue:Queue",
  shape,
  naturalKey: ["accountId", "queueName"],
  importId: "accountId/id",
  calls: collectionCalls({
    shape,
    path: "/accounts/{accountId}/queues",
    id: "queue_id",
    match: ["queueName"],
    update: "PUT",
  }),
};
