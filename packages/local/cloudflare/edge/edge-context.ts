import type { CloudContext } from "../../kernel/context.ts";
import type { PortBook } from "../../kernel/ports.ts";
import type { QueueSender } from "./queues/message.ts";

/** What the edge needs of the local cloud, all of which it can have in a thread of its own. */
export interface EdgeContext
  extends Pick<CloudContext, "directory" | "dataDirectory" | "clock" | "log"> {
  readonly ports: Pick<PortBook, "get" | "claim">;
  readonly queues: QueueSender;
}
