import { OpenAPIHono } from "@hono/zod-openapi";
import { blockAbusers } from "@seaworthy/platform/abuse/block-abusers";
import { blockRoutes } from "@seaworthy/platform/abuse/block-routes";
import { refuseSuspicious } from "@seaworthy/platform/abuse/suspicious";
import { requireDecentUserAgent } from "@seaworthy/platform/abuse/user-agent";
import { apiDocsRoutes } from "@seaworthy/platform/api-document/api-docs";
import { apiKeyMoveRoutes } from "@seaworthy/platform/api-keys/api-key-move";
import { apiKeyRoutes } from "@seaworthy/platform/api-keys/api-key-routes";
import { roleRoutes } from "@seaworthy/platform/auth/role-routes";
import { corsFromConfig } from "@seaworthy/platform/browser-security/cors";
import { protectFromCsrf } from "@seaworthy/platform/browser-security/csrf";
import { secureHeaders } from "@seaworthy/platform/browser-security/security-headers";
import { handleError, handleNotFound, refuseMethod } from "@seaworthy/platform/errors/problem";
import { healthRoutes } from "@seaworthy/platform/health/health";
import { healthDetailRoutes } from "@seaworthy/platform/health/health-details";
import { measureRequests } from "@seaworthy/platform/metrics/metrics-middleware";
import { metricsRoutes } from "@seaworthy/platform/metrics/metrics-routes";
import { type WriteLine, writeToWorkersLogs } from "@seaworthy/platform/observability/logger";
import { requestLog } from "@seaworthy/platform/observability/request-log";
import { limitBody } from "@seaworthy/platform/request/body-limit";
import { provideServices } from "@seaworthy/platform/request/provide-services";
import { requestId } from "@seaworthy/platform/request/request-id";
import { refuseInvalid } from "@seaworthy/platform/request/validation";
import type { AppEnv } from "@seaworthy/platform/runtime/app-env";
import { type Clock, systemClock } from "@seaworthy/platform/runtime/clock";
import { scheduledRuns } from "@seaworthy/platform/schedules/scheduled-runs";
import { generationRoutes } from "@seaworthy/platform/secrets/generations";
import { methodNotAllowed } from "hono/method-not-allowed";
import { debugRoutes } from "./modules/debug/routes.ts";
import { feedUpdates } from "./modules/feed/live.ts";
import { feedRoutes } from "./modules/feed/routes.ts";
import { feedScopes } from "./modules/feed/scopes.ts";

export interface AppOptions {
  readonly write?: WriteLine;
  readonly clock?: Clock;
}

/** The modules that need the bindings. To take one out, delete its folder and its line. */
const modules = [feedRoutes];

/** What outlives a request; a rotation waits for it. */
const longConsumers = [feedUpdates, scheduledRuns];

/**
 * What an API key can be allowed to do: each module's own. Routes ask for one with `requireApiKey`.
 */
const apiKeyScopes = [...feedScopes] as const;

const apiDocument = { openapi: "3.1.0", info: { title: "Seaworthy app", version: "1" } };

/** The whole application; `c.env` is a parsed `BindingReport`. */
export function createApp({
  write = writeToWorkersLogs,
  clock = systemClock,
}: AppOptions = {}): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  app.onError(handleError);
  app.notFound(handleNotFound);
  app.use(
    requestId(write, clock),
    requestLog(clock),
    measureRequests(clock),
    secureHeaders,
    corsFromConfig,
    limitBody,
  );
  app.use(methodNotAllowed({ app, onMethodNotAllowed: refuseMethod }));
  app.use(blockAbusers({ clock }), refuseSuspicious(), requireDecentUserAgent(), protectFromCsrf);
  app.route("/", healthRoutes());
  app.route("/", debugRoutes());
  app.route("/", generationRoutes(longConsumers));
  describeApi(app);
  for (const path of [
    "/rest/*",
    "/metrics",
    "/internal/health",
    "/internal/api-keys/*",
    "/internal/blocks/*",
  ])
    app.use(path, provideServices(clock));
  app.route("/", metricsRoutes());
  app.route("/", healthDetailRoutes());
  app.route("/", apiKeyMoveRoutes());
  app.route("/", blockRoutes());
  app.route("/", apiKeyRoutes({ scopes: apiKeyScopes }));
  app.route("/", roleRoutes());
  for (const routes of modules) app.route("/", routes());
  return app;
}

/** The API document, as data and as a page; it names what later routes are registered with too. */
function describeApi(app: OpenAPIHono<AppEnv>): void {
  const schemes = {
    bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
    apiKey: { type: "apiKey", in: "header", name: "X-API-Key" },
    // Policies are told who calls a route: operators are not held to the limits of users.
    operator: { type: "http", scheme: "bearer", "x-audience": "operators" },
  } as const;
  for (const [name, scheme] of Object.entries(schemes))
    app.openAPIRegistry.registerComponent("securitySchemes", name, scheme);
  app.doc31("/openapi.json", apiDocument);
  app.route(
    "/",
    apiDocsRoutes(() => app.getOpenAPI31Document(apiDocument)),
  );
}
