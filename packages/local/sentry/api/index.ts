import { join } from "node:path";
import type { CloudContext } from "../../kernel/context.ts";
import type { Vendor } from "../../kernel/vendor.ts";
import { createAlerts } from "../ingest/alerts/alerts.ts";
import { createIngest } from "../ingest/ingest.ts";
import { createKeyLimiter } from "../ingest/keys/key-limiter.ts";
import { openEventStore } from "../ingest/store/event-store.ts";
import { createSymbolication } from "../ingest/symbolication/symbolicate.ts";
import { createOwnServer } from "../own-server.ts";
import { createApi } from "./api.ts";
import { openChunks } from "./artifacts/chunks.ts";
import { describeSentry } from "./describe.ts";
import { sentryParity } from "./parity.ts";
import { openSentryState } from "./sentry-state.ts";

/** How often metric monitors are evaluated when nobody looks. */
const evaluationIntervalMs = 2_000;

/**
 * Sentry: its API under `/sentry/api/0/…`, and the ingest that its DSNs point at, on a port of its
 * own.
 */
export function createSentry(context: CloudContext): Vendor {
  const { store, clock, log } = context;
  const state = openSentryState(store, clock);
  const events = openEventStore(join(context.directory, "sentry", "events.db"));
  const alerts = createAlerts({ store: events, clock, declarations: state });
  const limiter = createKeyLimiter(clock);
  const ingest = createIngest({
    store: events,
    clock,
    limiter,
    symbolicate: createSymbolication(events.artifacts),
    declarations: state,
    log,
    onTaken: alerts.onTaken,
  });
  const server = createOwnServer(context, ingest, "sentry.ingest");
  const services = {
    state,
    events,
    alerts,
    ingestUrl: server.url,
    rootUrl: () => root.url(),
    apiUrl: `${context.controlUrl}/sentry`,
  };
  const chunks = openChunks(join(context.directory, "sentry", "chunks"));
  const api = createApi({ ...services, token: context.tokens.sentry, chunks, log });
  const root = createOwnServer(context, api, "sentry.api");
  const evaluateMonitors = () => {
    try {
      alerts.evaluateMonitors();
    } catch (cause) {
      log.error("sentry.evaluation_failed", { cause });
    }
  };
  let evaluation: NodeJS.Timeout | undefined;
  return {
    name: "sentry",
    api,
    resume: async () => {
      // Events of projects whose deletion a kill interrupted.
      for (const projectId of events.projectIds())
        if (!state.project(projectId)) events.deleteProject(projectId);
      await server.start();
      await root.start();
      evaluation ??= setInterval(evaluateMonitors, evaluationIntervalMs).unref();
    },
    close: async () => {
      clearInterval(evaluation);
      await server.close();
      await root.close();
      events.close();
    },
    describe: () => describeSentry(services),
    parity: sentryParity,
  };
}
