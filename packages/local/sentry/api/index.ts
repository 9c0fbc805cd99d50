import { join } from "node:path";
import type { CloudContext } from "../../kernel/context.ts";
import type { Vendor } from "../../kernel/vendor.ts";
import { createAlerts } from "../ingest/alerts/alerts.ts";
import { createIngest } from "../ingest/ingest.ts";
import { createKeyLimiter } from "../ingest/keys/key-limiter.ts";
import { openEventStore } from "../ingest/store/event-store.ts";
import { createSymbolication } from "../ingest/symbolication/symbolicate.ts";
import { createOwnServer, ownUrl } from "../own-server.ts";
import { createApi } from "./api.ts";
import { openChunks } from "./artifacts/chunks.ts";
import { describeSentry } from "./describe.ts";
import { sentryParity } from "./parity.ts";
import { openSentryState } from "./sentry-state.ts";

/** How often metric monitors are evaluated when nobody looks. */
const evaluationIntervalMs = 2_000;

/**
 * Sentry: its API under `/sentry/api/0/…` and at the root of a port of its own, and the ingest that
 * its DSNs point at, on another.
 */
export function createSentry(context: CloudContext): Vendor {
  const { services, api, ingest, root } = createParts(context);
  const { state, events, alerts } = services;
  const evaluateMonitors = () => {
    try {
      alerts.evaluateMonitors();
    } catch (cause) {
      context.log.error("sentry.evaluation_failed", { cause });
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
      await ingest.start();
      await root.start();
      evaluation ??= setInterval(evaluateMonitors, evaluationIntervalMs).unref();
    },
    close: async () => {
      clearInterval(evaluation);
      await Promise.all([ingest.close(), root.close()]);
      events.close();
    },
    describe: () => describeSentry(services),
    parity: sentryParity,
  };
}

function createParts(context: CloudContext) {
  const { store, clock, log } = context;
  const state = openSentryState(store, clock);
  const events = openEventStore(join(context.directory, "sentry", "events.db"));
  const alerts = createAlerts({ store: events, clock, declarations: state });
  const taking = createIngest({
    store: events,
    clock,
    limiter: createKeyLimiter(clock),
    symbolicate: createSymbolication(events.artifacts),
    declarations: state,
    log,
    onTaken: alerts.onTaken,
  });
  const services = {
    ...{ state, events, alerts },
    ingestUrl: () => ownUrl(context, "sentry.ingest"),
    rootUrl: () => ownUrl(context, "sentry.api"),
    apiUrl: `${context.controlUrl}/sentry`,
  };
  const chunks = openChunks(join(context.directory, "sentry", "chunks"));
  const api = createApi({ ...services, token: context.tokens.sentry, chunks, log });
  const ingest = createOwnServer(context, taking, "sentry.ingest");
  const root = createOwnServer(context, api, "sentry.api");
  return { services, api, ingest, root };
}
