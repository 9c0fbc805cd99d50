import type { Store } from "../../../kernel/store.ts";
import type { QueueMessage } from "./message.ts";

/** The messages of all queues, in the store, so that unacknowledged ones survive a crash. */
export interface MessageStore {
  list(queueId: string): readonly QueueMessage[];
  /** Atomic; a message with an existing id is replaced. */
  put(queueId: string, messages: readonly QueueMessage[]): void;
  delete(queueId: string, ids: readonly string[]): void;
  /** Moves messages from one queue to another atomically. */
  move(from: string, to: string, messages: readonly QueueMessage[]): void;
}

/** Reads each queue once; later changes are made in memory and in the store. */
export function openMessageStore(store: Store): MessageStore {
  const queues = new Map<string, Map<string, QueueMessage>>();
  const kindOf = (queueId: string) => `cloudflare.queue-message.${queueId}`;
  const load = (queueId: string) => {
    const known = queues.get(queueId);
    if (known) return known;
    const read = store.list<QueueMessage>(kindOf(queueId)).map((message) => [message.id, message]);
    const loaded = new Map(read as [string, QueueMessage][]);
    queues.set(queueId, loaded);
    return loaded;
  };
  const put = (queueId: string, messages: readonly QueueMessage[]) => {
    for (const message of messages) {
      store.put(kindOf(queueId), message.id, message);
      load(queueId).set(message.id, message);
    }
  };
  const remove = (queueId: string, ids: readonly string[]) => {
    for (const id of ids) {
      store.delete(kindOf(queueId), id);
      load(queueId).delete(id);
    }
  };
  return {
    list: (queueId) => [...load(queueId).values()],
    put: (queueId, messages) => store.transaction(() => put(queueId, messages)),
    delete: (queueId, ids) => store.transaction(() => remove(queueId, ids)),
    move: (from, to, messages) =>
      store.transaction(() => {
        put(to, messages);
        remove(
          from,
          messages.map(({ id }) => id),
        );
      }),
  };
}
