import type { Alerts } from "../ingest/alerts/alerts.ts";
import type { EventStore } from "../ingest/store/event-store.ts";
import type { SentryState } from "./sentry-state.ts";

/** What the routes of the Sentry API use. */
export interface SentryServices {
  readonly state: SentryState;
  readonly events: EventStore;
  readonly alerts: Alerts;
  /** `http://127.0.0.1:<port>` of the ingest. */
  ingestUrl(): Promise<string>;
  /** `http://127.0.0.1:<port>` of the API alone: sentry-cli accepts no URL with a path. */
  rootUrl(): Promise<string>;
  /** `http://127.0.0.1:<port>/sentry`; used in place of `https://sentry.io`. */
  readonly apiUrl: string;
}
