import { join } from "node:path";
import type { Hono } from "hono";
import type { CloudContext } from "../../kernel/context.ts";
import { type Alerts, createAlerts } from "../ingest/alerts/alerts.ts";
import { createIngest } from "../ingest/ingest.ts";
import { createKeyLimiter } from "../ingest/keys/key-limiter.ts";
import { type EventStore, openEventStore } from "../ingest/store/event-store.ts";
import { createSymbolication } from "../ingest/symbolication/symbolicate.ts";
import { openSentryState, type SentryState } from "./sentry-state.ts";

export interface IngestParts {
  readonly state: SentryState;
  readonly events: EventStore;
  readonly alerts: Alerts;
  /** Serves what DSNs point at. */
  readonly app: Hono;
}

/** Everything between an envelope and the files in which its data is stored. */
export function openIngestParts({
  directory,
  store,
  clock,
  log,
}: Pick<CloudContext, "directory" | "store" | "clock" | "log">): IngestParts {
  const state = openSentryState(store, clock);
  const events = openEventStore(join(directory, "sentry", "events.db"));
  const alerts = createAlerts({ store: events, clock, declarations: state });
  const app = createIngest({
    store: events,
    clock,
    limiter: createKeyLimiter(clock),
    symbolicate: createSymbolication(events.artifacts),
    declarations: state,
    log,
    onTaken: alerts.onTaken,
  });
  return { state, events, alerts, app };
}
