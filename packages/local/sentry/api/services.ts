import type { Alerts } from "../ingest/alerts/alerts.ts";
import type { EventStore } from "../ingest/store/event-store.ts";
import type { SentryState } from "./sentry-state.ts";

/** What the routes of the Sentry API work with. */
export interface SentryServices {
  readonly state: SentryState;
  readonly events: EventStore;
  readonly alerts: Alerts;
  /** `http://127.0.0.1:<port>` of the ingest. */
  ingestUrl(): Promise<string>;
  /** `http://127.0.0.1:<port>` of the API alone: sentry-cli takes no address with a path. */
  rootUrl(): Promise<string>;
  /** `http://127.0.0.1:<port>/sentry`; stands where `https://sentry.io` does. */
  readonly apiUrl: string;
}
