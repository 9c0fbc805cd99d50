import { join } from "node:path";
import type { CloudContext } from "../../kernel/context.ts";
import type { Vendor } from "../../kernel/vendor.ts";
import { createOwnServer, ownUrl } from "../own-server.ts";
import { createApi } from "./api.ts";
import { openChunks } from "./artifacts/chunks.ts";
import { describeSentry } from "./describe.ts";
import { openIngestParts } from "./ingest-parts.ts";
import { createIngestServer } from "./ingest-server.ts";
import { sentryParity } from "./parity.ts";

/** How often metric monitors are evaluated in the background. */
const evaluationIntervalMs = 2_000;

/**
 * Sentry: its API under `/sentry/api/0/…` and at the root of its own port, and the ingest that DSNs
 * point at, on another port.
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
      // Events of projects whose deletion was interrupted by a kill.
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
  const { state, events, alerts, app } = openIngestParts(context);
  const services = {
    ...{ state, events, alerts },
    ingestUrl: () => ownUrl(context, "sentry.ingest"),
    rootUrl: () => ownUrl(context, "sentry.api"),
    apiUrl: `${context.controlUrl}/sentry`,
  };
  const chunks = openChunks(join(context.directory, "sentry", "chunks"));
  const { log, tokens } = context;
  const api = createApi({ ...services, token: tokens.sentry, chunks, log });
  const ingest = createIngestServer(context, app);
  const root = createOwnServer(context, api, "sentry.api");
  return { services, api, ingest, root };
}
