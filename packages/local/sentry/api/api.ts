import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import type { Logger } from "../../kernel/logger.ts";
import { sameToken } from "../../kernel/tokens.ts";
import { addWorkflowRoutes } from "./alerts/workflows.ts";
import { addAssembleRoutes } from "./artifacts/assemble.ts";
import { addChunkUploadRoutes } from "./artifacts/chunk-upload.ts";
import type { Chunks } from "./artifacts/chunks.ts";
import { checkOrganization } from "./http/lookup.ts";
import { problem } from "./http/problem.ts";
import { addEventRoutes } from "./issues/events.ts";
import { addIssueEventRoutes, addIssueRoutes } from "./issues/issues.ts";
import { addKeyRoutes } from "./keys/keys.ts";
import { addLocalReads } from "./local-reads.ts";
import { addDetectorRoutes } from "./monitors/detectors.ts";
import { access, organizationAnswer } from "./organization.ts";
import { addFilterRoutes } from "./projects/filters.ts";
import { addProjectRoutes, addProjectTeamRoutes } from "./projects/projects.ts";
import { addSpikeProtectionRoutes } from "./projects/spike-protection.ts";
import { addReleaseRoutes } from "./releases/releases.ts";
import type { SentryServices } from "./services.ts";
import { addTeamRoutes } from "./teams/teams.ts";

export interface ApiOptions extends SentryServices {
  readonly token: string;
  readonly chunks: Chunks;
  readonly log: Logger;
}

/** Sentry's API, version 0. Unimplemented calls are rejected by name. */
export function createApi(options: ApiOptions): Hono {
  const app = new Hono();
  app.use(async function checkToken(context, next) {
    const header = context.req.header("authorization");
    if (header === undefined)
      throw problem(401, { detail: "Authentication credentials were not provided." });
    if (!sameToken(header.replace(/^Bearer /, ""), options.token))
      throw problem(401, { detail: "Invalid token" });
    return next();
  });
  app.get("/api/0/internal/health/", (context) => context.json({ problems: [], healthy: {} }));
  app.get("/api/0/", (context) =>
    context.json({ version: "0", auth: { scopes: access }, user: null }),
  );
  app.get("/api/0/organizations/", (context) => context.json([organizationAnswer(options.apiUrl)]));
  for (const scope of ["organizations", "projects", "teams"]) {
    app.use(`/api/0/${scope}/:org/*`, async function checkPath(context, next) {
      checkOrganization(context);
      return next();
    });
  }
  app.get("/api/0/organizations/:org/", (context) =>
    context.json(organizationAnswer(options.apiUrl)),
  );
  for (const addRoutes of routes) addRoutes(app, options);
  addChunkUploadRoutes(app, options.chunks);
  addAssembleRoutes(app, options, options.chunks);
  addRefusals(app);
  app.onError((thrown, context) => {
    if (thrown instanceof HTTPException) return thrown.getResponse();
    options.log.error("sentry.api_failed", {
      method: context.req.method,
      path: context.req.path,
      cause: thrown,
    });
    return context.json(
      { detail: "Internal error of the local cloud; see: seaworthy logs local cloud" },
      500,
    );
  });
  return app;
}

const routes = [
  ...[
    addTeamRoutes,
    addProjectRoutes,
    addProjectTeamRoutes,
    addKeyRoutes,
    addFilterRoutes,
    addSpikeProtectionRoutes,
  ],
  ...[
    addDetectorRoutes,
    addWorkflowRoutes,
    addEventRoutes,
    addIssueRoutes,
    addIssueEventRoutes,
    addReleaseRoutes,
    addLocalReads,
  ],
];

function addRefusals(app: Hono): void {
  const deprecated =
    "The project rules endpoint is deprecated by Sentry and not served by the local cloud. Declare monitors (…/detectors/) and alerts (…/workflows/).";
  app.all("/api/0/projects/:org/:project/rules/*", (context) =>
    context.json({ detail: deprecated }, 410),
  );
  app.all("/api/0/organizations/:org/alert-rules/*", (context) =>
    context.json({ detail: deprecated }, 410),
  );
  app.all("*", (context) => {
    const hint = context.req.path.endsWith("/") ? "" : " Sentry's paths end in a slash.";
    return context.json(
      {
        detail: `${context.req.method} ${context.req.path} is not implemented by the local cloud.${hint}`,
      },
      501,
    );
  });
}
