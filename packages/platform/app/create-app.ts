import { OpenAPIHono } from "@hono/zod-openapi";
import { methodNotAllowed } from "hono/method-not-allowed";
import { blockAbusers } from "../abuse/block-abusers.ts";
import { blockRoutes } from "../abuse/block-routes.ts";
import { refuseSuspicious } from "../abuse/suspicious.ts";
import { requireDecentUserAgent } from "../abuse/user-agent.ts";
import { alertRoutes } from "../alerts/alert-routes.ts";
import { apiDocsRoutes } from "../api-document/api-docs.ts";
import { apiKeyMoveRoutes } from "../api-keys/api-key-move.ts";
import { apiKeyRoutes } from "../api-keys/api-key-routes.ts";
import { roleRoutes } from "../auth/role-routes.ts";
import { corsFromConfig } from "../browser-security/cors.ts";
import { protectFromCsrf } from "../browser-security/csrf.ts";
import { secureHeaders } from "../browser-security/security-headers.ts";
import { securityTxtRoutes } from "../contacts/security-txt.ts";
import { debugRoutes } from "../debug/debug-routes.ts";
import { handleError, handleNotFound, refuseMethod } from "../errors/problem.ts";
import { healthRoutes } from "../health/health.ts";
import { healthDetailRoutes } from "../health/health-details.ts";
import { jobRoutes } from "../jobs/jobs-routes.ts";
import { jobTableOf } from "../jobs/jobs-runner.ts";
import { wakeJobs } from "../jobs/jobs-wake.ts";
import { figuresOf } from "../metrics/figures.ts";
import { measureRequests } from "../metrics/metrics-middleware.ts";
import { metricsRoutes } from "../metrics/metrics-routes.ts";
import type { ModuleWorker } from "../modules/define-worker.ts";
import { type WriteLine, writeToWorkersLogs } from "../observability/logger.ts";
import { requestLog } from "../observability/request-log.ts";
import { performanceRoutes } from "../performance/performance-routes.ts";
import { limitBody } from "../request/body-limit.ts";
import { type JobsOfRequests, provideServices } from "../request/provide-services.ts";
import { requestId } from "../request/request-id.ts";
import { refuseInvalid } from "../request/validation.ts";
import type { AppEnv } from "../runtime/app-env.ts";
import { type Clock, systemClock } from "../runtime/clock.ts";
import type { LongConsumer } from "../schedules/long-consumers.ts";
import { scheduledRuns } from "../schedules/scheduled-runs.ts";
import { generationRoutes } from "../secrets/generations.ts";
import { switchRoutes } from "../switches/switch-routes.ts";

export interface AppOptions {
  /** The workloads, in order of route registration. */
  readonly modules: readonly ModuleWorker[];
  /** The API's title in its document. Default `API`. */
  readonly title?: string;
  readonly write?: WriteLine;
  readonly clock?: Clock;
}

/** The whole application; `c.env` is a parsed `BindingReport`. */
export function createApp({
  modules,
  title = "API",
  write = writeToWorkersLogs,
  clock = systemClock,
}: AppOptions): OpenAPIHono<AppEnv> {
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
  app.route("/", securityTxtRoutes(clock));
  app.route("/", debugRoutes());
  app.route("/", generationRoutes(longConsumersOf(modules)));
  describeApi(app, title);
  const table = jobTableOf(modules);
  const jobs: JobsOfRequests = { table, wake: (options) => wakeJobs(options, table) };
  for (const path of withServices(modules)) app.use(path, provideServices(clock, jobs));
  const data = modules.map(({ module }) => module);
  app.route("/", metricsRoutes(data));
  app.route("/", alertRoutes(data));
  app.route("/", performanceRoutes());
  app.route("/", healthDetailRoutes(figuresOf(modules)));
  app.route("/", apiKeyMoveRoutes());
  app.route("/", blockRoutes());
  app.route("/", jobRoutes());
  app.route("/", switchRoutes(modules.map(({ module }) => module)));
  app.route("/", apiKeyRoutes({ scopes: modules.flatMap(({ module }) => module.scopes ?? []) }));
  app.route("/", roleRoutes());
  for (const { routes } of modules) if (routes) app.route("/", routes());
  return app;
}

/** Routes that use services: the platform's own and those of modules. */
function withServices(modules: readonly ModuleWorker[]): string[] {
  const own = [
    "/rest/*",
    "/metrics",
    "/internal/health",
    "/internal/alerts",
    "/internal/performance",
    "/internal/api-keys/*",
    "/internal/blocks/*",
    "/internal/jobs/*",
    "/internal/switches/*",
  ];
  const more = modules.flatMap(({ routes }) => routes?.().routes.map(({ path }) => path) ?? []);
  return [...new Set([...own, ...more.filter((path) => !path.startsWith("/rest/"))])];
}

/** What outlives a request, so that a rotation waits for it. */
function longConsumersOf(modules: readonly ModuleWorker[]): LongConsumer[] {
  const own = modules.flatMap(({ longConsumers }) =>
    Object.entries(longConsumers).map(([name, versions]) => ({ name, versions })),
  );
  return [...own, scheduledRuns];
}

/** The API document, as data and as a page; it also includes routes registered later. */
function describeApi(app: OpenAPIHono<AppEnv>, title: string): void {
  const schemes = {
    bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
    apiKey: { type: "apiKey", in: "header", name: "X-API-Key" },
    // A signature of the body, in a vendor-specific header; OpenAPI has no type for that.
    webhook: { type: "http", scheme: "signature", "x-audience": "vendors" },
    // Tells policies who calls a route: users' limits do not apply to operators.
    operator: { type: "http", scheme: "bearer", "x-audience": "operators" },
  } as const;
  for (const [name, scheme] of Object.entries(schemes))
    app.openAPIRegistry.registerComponent("securitySchemes", name, scheme);
  const head = documentHead(title);
  app.doc31("/openapi.json", head);
  app.route(
    "/",
    apiDocsRoutes(() => app.getOpenAPI31Document(head)),
  );
}

/** The API document's general part. */
export const documentHead = (title: string) => ({
  openapi: "3.1.0",
  info: { title, version: "1" },
});
