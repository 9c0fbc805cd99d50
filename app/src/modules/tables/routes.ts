import { OpenAPIHono } from "@hono/zod-openapi";
import type { AppEnv } from "@seaworthy/platform/runtime/app-env";
import { csvRoutes } from "./routes/csv-routes.ts";
import { liveRoutes } from "./routes/live-routes.ts";
import { memberRoutes } from "./routes/member-routes.ts";
import { rowRoutes } from "./routes/row-routes.ts";
import { searchRoutes } from "./routes/search-routes.ts";
import { tableRoutes } from "./routes/table-routes.ts";

/** Routes for tables. */
export function tablesRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>();
  for (const part of [tableRoutes, rowRoutes, searchRoutes, csvRoutes, memberRoutes, liveRoutes])
    routes.route("/", part());
  return routes;
}
