import { OpenAPIHono } from "@hono/zod-openapi";
import { methodNotAllowed } from "hono/method-not-allowed";
import { debugRoutes } from "./modules/debug/routes.ts";
import { feedUpdates } from "./modules/feed/live.ts";
import { feedRoutes } from "./modules/feed/routes.ts";
import { feedScopes } from "./modules/feed/scopes.ts";
import { apiDocsRoutes } from "./platform/api-docs.ts";
import { apiKeyMoveRoutes } from "./platform/api-key-move.ts";
import { apiKeyRoutes } from "./platform/api-key-routes.ts";
import type { AppEnv } from "./platform/app-env.ts";
import { blockAbusers } from "./platform/block-abusers.ts";
import { limitBody } from "./platform/body-limit.ts";
import { type Clock, systemClock } from "./platform/clock.ts";
import { corsFromConfig } from "./platform/cors.ts";
import { protectFromCsrf } from "./platform/csrf.ts";
import { generationRoutes } from "./platform/generations.ts";
import { healthRoutes } from "./platform/health.ts";
import { healthDetailRoutes } from "./platform/health-details.ts";
import { type WriteLine, writeToWorkersLogs } from "./platform/logger.ts";
import { measureRequests } from "./platform/metrics-middleware.ts";
import { metricsRoutes } from "./platform/metrics-routes.ts";
import { handleError, handleNotFound, refuseMethod } from "./platform/problem.ts";
import { provideServices } from "./platform/provide-services.ts";
import { requestId } from "./platform/request-id.ts";
import { requestLog } from "./platform/request-log.ts";
import { roleRoutes } from "./platform/role-routes.ts";
import { scheduledRuns } from "./platform/scheduled-runs.ts";
import { secureHeaders } from "./platform/security-headers.ts";
import { refuseSuspicious } from "./platform/suspicious.ts";
import { requireDecentUserAgent } from "./platform/user-agent.ts";
import { refuseInvalid } from "./platform/validation.ts";

export interface AppOptions {
  readonly write?: WriteLine;
  readonly clock?: Clock;
}

/** The modules that need the bindings. To take one out, delete its folder and its line. */
const modules = [feedRoutes];

/** What outlives a request; a rotation waits for it. */
const longConsumers = [feedUpdates, scheduledRuns];

/** What an API key can be allowed to do: each module's own. Routes ask for one with `requireApiKey`. */
const apiKeyScopes = [...feedScopes] as const;

const apiDocument = { openapi: "3.1.0", info: { title: "Seaworthy app", version: "1" } };

/** The whole application; `c.env` is a parsed `BindingReport`. */
export function createApp({ write = writeToWorkersLogs, clock = systemClock }: AppOptions = {}): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  app.onError(handleError);
  app.notFound(handleNotFound);
  app.use(requestId(write, clock), requestLog(clock), measureRequests(clock), secureHeaders, corsFromConfig, limitBody);
  app.use(methodNotAllowed({ app, onMethodNotAllowed: refuseMethod }));
  app.use(blockAbusers({ clock }), refuseSuspicious(), requireDecentUserAgent(), protectFromCsrf);
  app.route("/", healthRoutes());
  app.route("/", debugRoutes());
  app.route("/", generationRoutes(longConsumers));
  describeApi(app);
  for (const path of ["/rest/*", "/metrics", "/internal/health", "/internal/api-keys/*"]) app.use(path, provideServices(clock));
  app.route("/", metricsRoutes());
  app.route("/", healthDetailRoutes());
  app.route("/", apiKeyMoveRoutes());
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
    operator: { type: "http", scheme: "bearer" },
  } as const;
  for (const [name, scheme] of Object.entries(schemes)) app.openAPIRegistry.registerComponent("securitySchemes", name, scheme);
  app.doc31("/openapi.json", apiDocument);
  app.route(
    "/",
    apiDocsRoutes(() => app.getOpenAPI31Document(apiDocument)),
  );
}
