import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { operatorOnly } from "../auth/operator.ts";
import { AppError } from "../errors/errors.ts";
import type { Module } from "../modules/define-module.ts";
import { json } from "../request/json-content.ts";
import { problems } from "../request/validation.ts";
import type { AppContext, AppEnv } from "../runtime/app-env.ts";
import { withLimits } from "./alert.ts";
import { type AlertState, noState } from "./alert-state.ts";
import { openAlertStore } from "./alert-store.ts";
import { alertsOf } from "./alert-table.ts";

const mostAlerts = 500;
const alertsSchema = z
  .object({
    /** Null before the first evaluation. */
    evaluatedAt: z.iso.datetime().nullable(),
    alerts: z
      .array(
        z.object({
          name: z.string(),
          severity: z.enum(["warning", "critical"]),
          description: z.string(),
          action: z.string(),
          unit: z.string(),
          above: z.number().nullable(),
          below: z.number().nullable(),
          value: z.number().nullable(),
          fires: z.boolean(),
          since: z.iso.datetime().nullable(),
          isDelivered: z.boolean().nullable(),
        }),
      )
      .max(mostAlerts),
  })
  .openapi("Alerts");

const list = createRoute({
  method: "get",
  path: "/internal/alerts",
  summary: "Every alert with its limit, its last number, and whether it fires",
  security: [{ operator: [] }],
  middleware: [operatorOnly] as const,
  responses: {
    200: json("All alerts and their states", alertsSchema),
    ...problems(401, 503),
  },
});

/** The alerts' current numbers, for operators. */
export function alertRoutes(modules: readonly Module[]): OpenAPIHono<AppEnv> {
  const own = alertsOf(modules);
  const routes = new OpenAPIHono<AppEnv>();
  routes.openapi(list, async (c) => {
    const { at, progress } = await stateOf(c);
    const alerts = Object.entries(withLimits(own, c.var.bindings.ALERTS));
    const lines = alerts.map(([name, { description, action, severity, unit, above, below }]) => {
      const { value = null, incident } = progress[name] ?? {};
      return {
        ...{ name, severity, description, action, unit, value },
        above: above ?? null,
        below: below ?? null,
        fires: incident !== undefined,
        since: incident === undefined ? null : new Date(incident.since).toISOString(),
        isDelivered: incident?.isDelivered ?? null,
      };
    });
    const evaluatedAt = at === 0 ? null : new Date(at).toISOString();
    return c.json({ evaluatedAt, alerts: lines.slice(0, mostAlerts) }, 200);
  });
  return routes;
}

async function stateOf(c: AppContext): Promise<AlertState> {
  const { limiter, database } = c.var.services;
  const state = await openAlertStore(limiter, database, c.var.log).load();
  if (state !== undefined) return state === "none" ? noState : state;
  throw new AppError("REDIS_UNAVAILABLE", "Neither Redis nor the database answers.", {
    retryable: true,
  });
}
