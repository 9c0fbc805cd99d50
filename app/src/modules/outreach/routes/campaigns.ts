import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { json } from "@seaworthy/platform/request/json-content";
import { problems } from "@seaworthy/platform/request/validation";
import type { AppEnv } from "@seaworthy/platform/runtime/app-env";
import {
  accountSchema,
  campaignSchema,
  emailStatusSchema,
  mostAccounts,
  mostCampaigns,
  newAccountSchema,
  newCampaignSchema,
} from "../campaign.ts";
import {
  createAccount,
  createCampaign,
  listAccounts,
  listCampaigns,
  pauseCampaign,
  setEmailStatus,
  startCampaign,
} from "../campaigns.ts";
import { body, one, owner, write, writing } from "./parts.ts";

const read = problems(401, 429, 503, 504);
const change = problems(400, 401, 404, 409, 429, 503, 504);

const accounts = z.object({ accounts: z.array(accountSchema).max(mostAccounts) });
const campaigns = z.object({ campaigns: z.array(campaignSchema).max(mostCampaigns) });

const routesOf = {
  accounts: createRoute({
    ...{ ...owner, method: "get", path: "/rest/accounts", summary: "The user's active senders" },
    responses: { 200: json("All active senders", accounts), ...read },
  }),
  newAccount: createRoute({
    ...{ ...writing, method: "post", path: "/rest/accounts", summary: "Add or change a sender" },
    request: body(newAccountSchema),
    responses: { 201: json("The stored sender", accountSchema), ...write },
  }),
  campaigns: createRoute({
    ...{ ...owner, method: "get", path: "/rest/campaigns", summary: "The user's campaigns" },
    responses: { 200: json("The newest campaigns", campaigns), ...read },
  }),
  newCampaign: createRoute({
    ...{ ...writing, method: "post", path: "/rest/campaigns", summary: "Create a campaign" },
    request: body(newCampaignSchema),
    responses: { 201: json("The new campaign, not yet started", campaignSchema), ...write },
  }),
  start: createRoute({
    ...{ ...owner, ...one, method: "post", path: "/rest/campaigns/{id}/start" },
    summary: "Send a mail to each lead that has not had one",
    responses: { 200: json("The campaign", campaignSchema), ...change },
  }),
  pause: createRoute({
    ...{ ...owner, ...one, method: "post", path: "/rest/campaigns/{id}/pause" },
    summary: "Stop sending; reserved mails return to the queue",
    responses: { 200: json("The campaign", campaignSchema), ...change },
  }),
  status: createRoute({
    ...{ ...writing, method: "patch", path: "/rest/emails/status" },
    summary: "Retry mails, or give up on them",
    request: body(emailStatusSchema),
    responses: {
      200: json("How many mails were changed", z.object({ changed: z.int() })),
      ...write,
    },
  }),
};

export function addCampaignRoutes(routes: OpenAPIHono<AppEnv>): void {
  routes.openapi(routesOf.accounts, async (c) => c.json({ accounts: await listAccounts(c) }, 200));
  routes.openapi(routesOf.newAccount, async (c) =>
    c.json(await createAccount(c, c.req.valid("json")), 201),
  );
  routes.openapi(routesOf.campaigns, async (c) =>
    c.json({ campaigns: await listCampaigns(c) }, 200),
  );
  routes.openapi(routesOf.newCampaign, async (c) =>
    c.json(await createCampaign(c, c.req.valid("json")), 201),
  );
  routes.openapi(routesOf.start, async (c) =>
    c.json(await startCampaign(c, c.req.valid("param").id), 200),
  );
  routes.openapi(routesOf.pause, async (c) =>
    c.json(await pauseCampaign(c, c.req.valid("param").id), 200),
  );
  routes.openapi(routesOf.status, async (c) => {
    const { ids, status } = c.req.valid("json");
    return c.json({ changed: await setEmailStatus(c, ids, status) }, 200);
  });
}
