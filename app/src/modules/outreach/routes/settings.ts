import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { json } from "@seaworthy/platform/request/json-content";
import { problems } from "@seaworthy/platform/request/validation";
import type { AppEnv } from "@seaworthy/platform/runtime/app-env";
import {
  campaignSettingsSchema,
  changeCampaignSettings,
  getCampaignSettings,
  settingsChangeSchema,
} from "../settings/campaign-settings.ts";
import { getPreferences, preferencesSchema, putPreferences } from "../settings/preferences.ts";
import { body, one, owner, write, writing } from "./parts.ts";

const routesOf = {
  preferences: createRoute({
    ...{ ...owner, method: "get", path: "/rest/preferences", summary: "The user's preferences" },
    responses: { 200: json("The preferences", preferencesSchema), ...problems(401, 429, 503, 504) },
  }),
  newPreferences: createRoute({
    ...{ ...writing, method: "put", path: "/rest/preferences", summary: "Replace preferences" },
    request: body(preferencesSchema),
    responses: {
      200: json("The stored preferences", preferencesSchema),
      ...problems(400, 401, 413, 415, 429, 503, 504),
    },
  }),
  settings: createRoute({
    ...{ ...owner, ...one, method: "get", path: "/rest/campaigns/{id}/settings" },
    summary: "A campaign's settings: subject, text and signature",
    responses: {
      200: json("The campaign's settings", campaignSettingsSchema),
      ...problems(400, 401, 404, 429, 503, 504),
    },
  }),
  change: createRoute({
    ...{ ...writing, method: "patch", path: "/rest/campaigns/{id}/settings" },
    summary: "Change the settings of a draft",
    request: { ...one.request, ...body(settingsChangeSchema) },
    responses: { 200: json("All of the campaign's settings", campaignSettingsSchema), ...write },
  }),
};

export function addSettingsRoutes(routes: OpenAPIHono<AppEnv>): void {
  routes.openapi(routesOf.preferences, async (c) => c.json(await getPreferences(c), 200));
  routes.openapi(routesOf.newPreferences, async (c) =>
    c.json(await putPreferences(c, c.req.valid("json")), 200),
  );
  routes.openapi(routesOf.settings, async (c) =>
    c.json(await getCampaignSettings(c, c.req.valid("param").id), 200),
  );
  routes.openapi(routesOf.change, async (c) =>
    c.json(await changeCampaignSettings(c, c.req.valid("param").id, c.req.valid("json")), 200),
  );
}
