import { z } from "zod";

/**
 * https://developers.cloudflare.com/queues/platform/limits/, where 1 KB is 1,000 bytes; the codes
 * are those of https://developers.cloudflare.com/queues/reference/error-codes.
 */
const queueLimits = {
  messageBytes: 128_000,
  callMessages: 100,
  callBytes: 256_000,
  delaySeconds: 86_400,
} as const;

/** What a producer sends. v8 needs a serialization that only Cloudflare's own binding has. */
export const sentMessage = z.strictObject({
  contentType: z.enum(["text", "json", "bytes"]),
  /** Base64 of the text, JSON or bytes. */
  body: z.base64(),
  delaySeconds: z.number().int().optional(),
});

export type SentMessage = z.output<typeof sentMessage>;

/** A message that is waiting or being delivered. */
export interface QueueMessage {
  readonly id: string;
  readonly sentAtMs: number;
  readonly visibleAtMs: number;
  /** Failed deliveries. */
  readonly failures: number;
  readonly contentType: SentMessage["contentType"];
  readonly body: string;
}

export interface SendProblem {
  readonly code: number;
  readonly status: 400 | 404 | 413;
  readonly message: string;
}

export interface QueueMetrics {
  readonly backlogCount: number;
  readonly backlogBytes: number;
  readonly oldestMessageTimestamp: number;
}

/** Where producers send messages. */
export interface QueueSender {
  /** Durable when it resolves. */
  send(queueId: string, sent: readonly SentMessage[]): Promise<SendProblem | undefined>;
  metrics(queueId: string): Promise<QueueMetrics>;
}

export const bytesOf = ({ body }: Pick<QueueMessage, "body">) => Buffer.byteLength(body, "base64");

/** Why these messages cannot be sent in one call; undefined when they can. */
export function sendProblem(messages: readonly SentMessage[]): SendProblem | undefined {
  const { messageBytes, callMessages, callBytes, delaySeconds } = queueLimits;
  const sizes = messages.map(bytesOf);
  const largest = Math.max(0, ...sizes);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const tooLarge = (message: string): SendProblem => ({ code: 10206, status: 413, message });
  if (messages.length > callMessages)
    return tooLarge(`batch message count of ${messages.length} exceeds limit of ${callMessages}`);
  if (largest > messageBytes)
    return tooLarge(`message length of ${largest} bytes exceeds limit of ${messageBytes}`);
  if (total > callBytes)
    return tooLarge(`batch size of ${total} bytes exceeds limit of ${callBytes}`);
  const late = messages.find(({ delaySeconds: wanted = 0 }) => wanted < 0 || wanted > delaySeconds);
  if (!late) return undefined;
  const message = `delaySeconds of ${late.delaySeconds} is not within 0 and ${delaySeconds}`;
  return { code: 10204, status: 400, message };
}
