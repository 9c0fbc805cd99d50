import { OpenAPIHono } from "@hono/zod-openapi";
import type { AppEnv } from "@seaworthy/platform/runtime/app-env";
import { publicRoutes } from "./insights.ts";
import { researchRoutes } from "./research.ts";
import { savedRoutes } from "./saved.ts";
import { stripeRoutes } from "./stripe.ts";
import { trendRoutes } from "./trend.ts";

/** Routes for insights. `saved` is registered first: it must not match as an insight's id. */
export function insightRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>();
  for (const part of [savedRoutes, publicRoutes, trendRoutes, researchRoutes, stripeRoutes])
    routes.route("/", part());
  return routes;
}
