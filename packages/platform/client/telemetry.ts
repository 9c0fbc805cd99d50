/** One entry of what a client used or measured. */
export interface UsageEvent {
  /** `page.view`: lower-case letters, digits, dots and underscores. */
  readonly event: string;
  readonly quantity?: number;
  /** The measured value of a metric. */
  readonly value?: number;
  readonly page?: string;
}

export interface TelemetryOptions {
  /** Sends a batch; throws when the server did not take it. */
  send(events: readonly UsageEvent[]): Promise<void>;
  /** How long events are gathered. Default 5 seconds. */
  readonly everyMs?: number;
  /** Calls back after that time. Default `setTimeout`. */
  later?(work: () => void, ms: number): void;
}

export interface Telemetry {
  /** Counts a use, such as an opened page. Returns at once and never throws. */
  trackUsage(event: string, more?: Pick<UsageEvent, "quantity" | "page">): void;
  /** Notes a measured value, such as the milliseconds until a page was usable. */
  trackMetric(name: string, value: number, more?: Pick<UsageEvent, "page">): void;
  /** Sends what was gathered, as before a page is left. */
  flush(): Promise<void>;
}

/** Events that the server takes at once. */
const mostOfBatch = 50;
/** While the server is away, the oldest ones beyond these are dropped. */
const mostKept = 500;

/** Gathers what a client used and measured, and sends it in batches. */
export function createTelemetry({
  send,
  everyMs = 5_000,
  later = (work, ms) => void setTimeout(work, ms),
}: TelemetryOptions): Telemetry {
  let waiting: UsageEvent[] = [];
  let isPlanned = false;
  const flush = async () => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, mostOfBatch);
      waiting = waiting.slice(batch.length);
      try {
        await send(batch);
      } catch {
        // Tried again with the next event: usage is worth no error in the client.
        waiting = [...batch, ...waiting].slice(-mostKept);
        return;
      }
    }
  };
  const plan = () => {
    if (isPlanned) return;
    isPlanned = true;
    later(() => {
      isPlanned = false;
      void flush();
    }, everyMs);
  };
  const add = (event: UsageEvent) => {
    waiting = [...waiting, event].slice(-mostKept);
    plan();
  };
  return {
    trackUsage: (event, more = {}) => add({ event, ...more }),
    trackMetric: (event, value, more = {}) => add({ event, value, ...more }),
    flush,
  };
}
