import { OpenAPIHono } from "@hono/zod-openapi";
import { refuseInvalid } from "@seaworthy/platform/request/validation";
import type { AppEnv } from "@seaworthy/platform/runtime/app-env";
import { addCampaignRoutes } from "./campaigns.ts";
import { addEndpointKeyRoutes } from "./endpoint-keys.ts";
import { addEndpointRoutes } from "./endpoints.ts";
import { addLeadRoutes } from "./leads.ts";
import { addMailEventRoutes } from "./mail-events.ts";
import { addSettingsRoutes } from "./settings.ts";
import { addUnsubscribeRoutes } from "./unsubscribe.ts";

/** Routes for outreach. */
export function outreachRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  const add = [
    ...[addLeadRoutes, addCampaignRoutes, addEndpointRoutes],
    ...[addEndpointKeyRoutes, addUnsubscribeRoutes, addMailEventRoutes, addSettingsRoutes],
  ];
  for (const part of add) part(routes);
  return routes;
}
