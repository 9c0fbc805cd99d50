import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { openBlocks } from "../abuse/address-blocks.ts";
import { adminOnly } from "../auth/admin.ts";
import { operatorOnly } from "../auth/operator.ts";
import { signedIn } from "../auth/signed-in.ts";
import { AppError } from "../errors/errors.ts";
import { type Figure, readFigures } from "../metrics/figures.ts";
import { openMetricsStore } from "../metrics/metrics-store.ts";
import { json } from "../request/json-content.ts";
import { within } from "../request/time-limit.ts";
import { problems, refuseInvalid } from "../request/validation.ts";
import type { AppContext, AppEnv } from "../runtime/app-env.ts";
import { isolate } from "../runtime/isolate.ts";
import { type DatabaseReport, databaseReport, readDatabaseReport } from "./database-report.ts";
import { baseline } from "./health-baseline.ts";
import { checkLimitMs, checkParts } from "./health-checks.ts";
import {
  metricsOf,
  metricsSection,
  type Sections,
  sectionsIn,
  sectionsQuery,
  securityOf,
  securitySection,
} from "./health-sections.ts";

const state = z.enum(["healthy", "unhealthy"]);
const detailsSchema = z
  .object({
    status: z.enum(["healthy", "degraded", "unhealthy"]),
    version: z.string(),
    parts: z.object({
      pooler: state,
      postgres: state,
      cache: state,
      limiter: state,
      errorTracking: state,
    }),
    /** Null when it could not be read. */
    database: databaseReport.nullable(),
    baseline: z
      .array(
        z.object({
          name: z.string(),
          value: z.number().nullable(),
          limit: z.number(),
          kept: z.boolean(),
        }),
      )
      .max(50),
    /** With `?metrics`. Null when they could not be read. */
    metrics: metricsSection.nullable().optional(),
    /** With `?security`. Null when it could not be read. */
    security: securitySection.nullable().optional(),
  })
  .openapi("HealthDetails");

const responses = {
  200: json("Status of each part, database figures, and the baseline", detailsSchema),
  ...problems(400, 401, 403, 503),
};
const request = { query: sectionsQuery };
const forOperators = createRoute({
  method: "get",
  path: "/internal/health",
  summary: "Health in detail, for operators",
  security: [{ operator: [] }],
  middleware: [operatorOnly] as const,
  request,
  responses,
});
const forAdmins = createRoute({
  method: "get",
  path: "/rest/admin/health",
  summary: "Health in detail, for admins",
  security: [{ bearer: [] }],
  middleware: [signedIn, adminOnly] as const,
  request,
  responses,
});

type Figures = Readonly<Record<string, Figure>>;

/**
 * Health in detail, with the requested sections. Always responds with 200, whatever it reports:
 * monitors use `/health/ready`.
 */
export function healthDetailRoutes(figures: Figures = {}): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  const answer = async (c: AppContext, sections: Sections) => {
    c.header("Cache-Control", "private, no-store");
    return c.json(await details(c, sections, figures), 200);
  };
  routes.openapi(forOperators, (c) => answer(c, sectionsIn(c.req.valid("query"))));
  routes.openapi(forAdmins, (c) => answer(c, sectionsIn(c.req.valid("query"))));
  return routes;
}

async function details(
  c: AppContext,
  sections: Sections,
  figures: Figures,
): Promise<z.output<typeof detailsSchema>> {
  const { bindings, log } = c.var;
  const [parts, database, counts] = await Promise.all([
    checkParts(bindings, log),
    unlessDown(c, "database", readDatabaseReport(c.var.services.database)),
    unlessDown(c, "metrics", readCounts(c)),
  ]);
  const lines = baseline(counts ?? new Map(), database);
  const isUp =
    parts.postgres === "healthy" && parts.cache === "healthy" && parts.limiter === "healthy";
  const isSound =
    parts.errorTracking === "healthy" && lines.every(({ kept }) => kept) && isSafe(database);
  return {
    status: !isUp ? "unhealthy" : isSound ? "healthy" : "degraded",
    version: bindings.CF_VERSION_METADATA?.id ?? "unknown",
    parts,
    database: database ?? null,
    baseline: lines,
    ...(await more(c, sections, figures, counts)),
  };
}

/** The sections that were asked for; a part that is away makes its section null. */
async function more(
  c: AppContext,
  { metrics, security }: Sections,
  figures: Figures,
  counts: ReadonlyMap<string, number> | undefined,
): Promise<Pick<z.output<typeof detailsSchema>, "metrics" | "security">> {
  const { database, limiter } = c.var.services;
  const [numbers, blocks] = await Promise.all([
    metrics ? unlessDown(c, "figures", readFigures(database, figures)) : undefined,
    security ? unlessDown(c, "blocks", openBlocks(limiter).list()) : undefined,
  ]);
  return {
    ...(metrics ? { metrics: counts && numbers ? metricsOf(counts, numbers) : null } : {}),
    ...(security ? { security: counts && blocks ? securityOf(counts, blocks) : null } : {}),
  };
}

function isSafe(database: DatabaseReport | undefined): boolean {
  return (
    database?.tablesWithoutForcedRowLevelSecurity.length === 0 &&
    database.invalidIndexes.length === 0
  );
}

async function readCounts(c: AppContext): Promise<ReadonlyMap<string, number>> {
  const store = openMetricsStore(c.var.services.limiter);
  await store.flush(isolate.metrics);
  return store.read();
}

/** A part that is down is part of the report, so it must not make the report fail. */
async function unlessDown<T>(
  c: AppContext,
  what: string,
  reading: Promise<T>,
): Promise<T | undefined> {
  try {
    return await within(
      checkLimitMs,
      reading,
      () => new AppError("UPSTREAM_TIMEOUT", `No response within ${checkLimitMs} ms.`),
    );
  } catch (error) {
    c.var.log.warn("health.unread", { what, error });
    return undefined;
  }
}
