import { join } from "node:path";
import { messageOf } from "@seaworthy/core/errors";
import { Hono } from "hono";
import type { CloudContext } from "../../kernel/context.ts";
import { sameToken } from "../../kernel/tokens.ts";
import type { Vendor } from "../../kernel/vendor.ts";
import { EdgeHost } from "../edge/host/edge-host.ts";
import { registerDnsRecords } from "./dns/dns-records.ts";
import { deploymentsOf, openDocuments } from "./documents.ts";
import { edgeState } from "./edge-state.ts";
import { Refusal, refused } from "./envelope.ts";
import { registerGraphql } from "./events/graphql.ts";
import { accountId, zoneId, zoneName } from "./ids.ts";
import { registerListContents } from "./lists/list-contents.ts";
import { registerLists } from "./lists/lists.ts";
import { parity } from "./parity.ts";
import { registerQueueConsumers } from "./queues/queue-consumers.ts";
import { registerQueueMessages } from "./queues/queue-messages.ts";
import { registerQueues } from "./queues/queues.ts";
import { registerRulesetRules } from "./rulesets/ruleset-rules.ts";
import { registerRulesetVersions } from "./rulesets/ruleset-versions.ts";
import { registerRulesets } from "./rulesets/rulesets.ts";
import { type Services, sweepModules } from "./services.ts";
import { registerHyperdrive } from "./workers/bindings/hyperdrive.ts";
import { registerSecrets } from "./workers/bindings/secrets.ts";
import { registerDomains } from "./workers/domains.ts";
import { registerRoutes } from "./workers/routes.ts";
import { registerSchedules } from "./workers/schedules.ts";
import { registerScriptTriggers } from "./workers/script-triggers.ts";
import { registerScripts } from "./workers/scripts.ts";
import { registerTails } from "./workers/tails.ts";
import { registerDeployments } from "./workers/versions/deployments.ts";
import { openModuleFiles } from "./workers/versions/module-files.ts";
import { registerScriptVersions } from "./workers/versions/script-versions.ts";
import { registerVersions } from "./workers/versions/versions.ts";
import { registerWorkers } from "./workers/workers.ts";
import { registerPurge } from "./zone/purge.ts";
import { registerSubscription } from "./zone/subscription.ts";
import { registerUrlNormalization } from "./zone/url-normalization.ts";
import { registerZoneSettings } from "./zone/zone-settings.ts";
import { registerZones } from "./zone/zones.ts";

/** Each registers the routes of one part of Cloudflare's API. */
const parts = [
  registerZones,
  registerSubscription,
  registerZoneSettings,
  registerUrlNormalization,
  registerDnsRecords,
  registerRulesets,
  registerRulesetRules,
  registerRulesetVersions,
  registerLists,
  registerListContents,
  registerPurge,
  registerGraphql,
  registerRoutes,
  registerDomains,
  registerWorkers,
  registerScripts,
  registerScriptTriggers,
  registerVersions,
  registerScriptVersions,
  registerSecrets,
  registerTails,
  registerDeployments,
  registerSchedules,
  registerHyperdrive,
  registerQueues,
  registerQueueConsumers,
  registerQueueMessages,
];

/** Cloudflare's API under `/client/v4`, applied to the local edge. */
export function createCloudflare(context: CloudContext): Vendor {
  const documents = openDocuments(context.store);
  const modules = openModuleFiles(join(context.directory, "edge", "modules"));
  const edge = new EdgeHost(context, zoneName);
  const services: Services = {
    documents,
    modules,
    edge,
    clock: context.clock,
    sync: () => edge.apply(edgeState(services)),
  };
  return {
    name: "cloudflare",
    api: api(context, services),
    resume: async () => {
      // Modules left by an interrupted upload.
      sweepModules(services);
      await services
        .sync()
        .catch((cause) => context.log.error("edge.worker_not_loaded", { cause }));
      await edge.start();
    },
    close: () => edge.close(),
    describe: () => describe(services),
    parity,
  };
}

function api(context: CloudContext, services: Services): Hono {
  const v4 = new Hono();
  v4.use(async function checkToken(request, next) {
    const header = request.req.header("authorization");
    if (header === undefined)
      return refused(request, 400, [
        { code: 9106, message: "Missing X-Auth-Key, X-Auth-Email or Authorization headers" },
      ]);
    if (!header.startsWith("Bearer "))
      return refused(request, 400, [{ code: 6003, message: "Invalid request headers" }]);
    if (!sameToken(header.slice("Bearer ".length), context.tokens.cloudflare))
      return refused(request, 403, [{ code: 10000, message: "Authentication error" }]);
    return next();
  });
  for (const register of parts) register(v4, services);
  v4.all("*", (request) => refused(request, ...unknownCall(request.req.method, request.req.path)));
  const app = new Hono();
  app.route("/client/v4", v4);
  app.onError((thrown, request) => {
    if (thrown instanceof Refusal) return refused(request, thrown.status, thrown.errors);
    context.log.error("cloudflare.failed", {
      method: request.req.method,
      path: request.req.path,
      cause: thrown,
    });
    return refused(request, 500, [
      { code: 10013, message: "An unknown error has occurred. See: seaworthy logs local cloud" },
    ]);
  });
  return app;
}

/**
 * Unknown accounts and zones are not found (7003, as at Cloudflare); unserved calls for ours are
 * not implemented.
 */
function unknownCall(
  method: string,
  path: string,
): [404 | 501, [{ code: number; message: string }]] {
  const [, owner, id] = /\/(accounts|zones)\/([^/]+)/.exec(path) ?? [];
  const call = path.replace(/^.*\/client\/v4/, "");
  if (owner !== undefined && id !== accountId && id !== zoneId) {
    return [
      404,
      [
        {
          code: 7003,
          message: `Could not route to ${call}, perhaps your object identifier is invalid?`,
        },
      ],
    ];
  }
  return [
    501,
    [{ code: 7000, message: `${method} ${call} is not implemented by the local cloud.` }],
  ];
}

async function describe({ documents, edge }: Services): Promise<Record<string, unknown>> {
  const { http, https, authorityFile } = await edge.addresses();
  const failures = await edge.network.failures().catch((cause: unknown) => messageOf(cause));
  return {
    app: { url: http },
    edge: { http, https, authorityFile },
    routes: documents.routes.list().map(({ pattern, script }) => ({ pattern, script })),
    workers: documents.workers.list().map((worker) => ({
      name: worker.name,
      deployments: deploymentsOf(documents, worker)
        .slice(0, 3)
        .map(({ id, created_on, versions }) => ({ id, created_on, versions })),
      failure: typeof failures === "string" ? failures : failures[worker.name],
    })),
  };
}
