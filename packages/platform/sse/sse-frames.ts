/** One event, as a page's EventSource gets it. */
export interface SseEvent {
  /** Where its reader is: comes back as `Last-Event-ID`. */
  readonly id?: string;
  /** Its type. Default `message`. */
  readonly event?: string;
  /** Sent as JSON, which is one line whatever is in it. */
  readonly data: unknown;
}

/** What ends a line, or a stream's id, cannot be in a field. */
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

/** A comment: keeps proxies from closing the connection, and tells whether the reader is there. */
export const heartbeat = ":\n\n";

/** After how long a reader that was cut off comes back. */
export const retryFrame = (ms: number) => `retry: ${ms}\n\n`;
