import type { QueueMetrics, SentMessage } from "./message.ts";

/** Input of one call of a `queue()` handler. */
export interface QueueBatch {
  readonly queue: string;
  readonly messages: readonly (Pick<SentMessage, "contentType" | "body"> & {
    readonly id: string;
    readonly sentAtMs: number;
    readonly attempts: number;
  })[];
  readonly metrics: QueueMetrics;
}
