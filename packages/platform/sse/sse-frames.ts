/** One event, as EventSource receives it. */
export interface SseEvent {
  /** The reader's position, sent back as `Last-Event-ID`. */
  readonly id?: string;
  /** Its type. Default `message`. */
  readonly event?: string;
  /** Sent as JSON, which is always one line. */
  readonly data: unknown;
}

/** Characters that end a line or reset the id must not occur in a field. */
const notInAField = /[\r\n\0]/g;

/** The event in the format of the HTML standard. */
export function frameOf({ id, event, data }: SseEvent): string {
  const fields = [
    ...(event === undefined ? [] : [`event: ${event.replaceAll(notInAField, "")}`]),
    ...(id === undefined ? [] : [`id: ${id.replaceAll(notInAField, "")}`]),
    `data: ${JSON.stringify(data ?? null)}`,
  ];
  return `${fields.join("\n")}\n\n`;
}

/**
 * A comment: keeps proxies from closing the connection, and detects whether the reader is still
 * connected.
 */
export const heartbeat = ":\n\n";

/** How long a disconnected reader waits before reconnecting. */
export const retryFrame = (ms: number) => `retry: ${ms}\n\n`;
