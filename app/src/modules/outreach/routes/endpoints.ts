import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { json } from "@seaworthy/platform/request/json-content";
import { problems } from "@seaworthy/platform/request/validation";
import type { AppEnv } from "@seaworthy/platform/runtime/app-env";
import {
  deliverySchema,
  endpointSchema,
  mostDeliveries,
  mostEndpoints,
  newEndpointSchema,
  shownEndpointSchema,
} from "../webhooks/endpoint.ts";
import {
  createEndpoint,
  deleteEndpoint,
  listDeliveries,
  listEndpoints,
  replaceSecret,
  replayFailed,
} from "../webhooks/endpoints.ts";
import { body, one, owner, writing } from "./parts.ts";

const path = "/rest/webhook-endpoints";
const ofOne = { ...owner, ...one };
const change = problems(400, 401, 404, 429, 503, 504);

const routesOf = {
  list: createRoute({
    ...{ ...owner, method: "get", path, summary: "Receivers of the user's events" },
    responses: {
      200: json(
        "All endpoints",
        z.object({ endpoints: z.array(endpointSchema).max(mostEndpoints) }),
      ),
      ...problems(401, 429, 503, 504),
    },
  }),
  create: createRoute({
    ...{ ...writing, method: "post", path, summary: "Add a receiver; its secret is shown once" },
    request: body(newEndpointSchema),
    responses: {
      201: json("The new endpoint, with its secret", shownEndpointSchema),
      ...problems(400, 401, 409, 413, 415, 422, 429, 503, 504),
    },
  }),
  remove: createRoute({
    ...{ ...ofOne, method: "delete", path: `${path}/{id}`, summary: "Delete a receiver" },
    responses: { 204: { description: "Deleted" }, ...change },
  }),
  secret: createRoute({
    ...{ ...ofOne, method: "post", path: `${path}/{id}/secret`, summary: "Replace the secret" },
    responses: {
      200: json("The endpoint; both secrets are valid for a day", shownEndpointSchema),
      ...change,
    },
  }),
  deliveries: createRoute({
    ...{ ...ofOne, method: "get", path: `${path}/{id}/deliveries`, summary: "Newest deliveries" },
    responses: {
      200: json(
        "The newest deliveries",
        z.object({ deliveries: z.array(deliverySchema).max(mostDeliveries) }),
      ),
      ...change,
    },
  }),
  replay: createRoute({
    ...{
      ...ofOne,
      method: "post",
      path: `${path}/{id}/replay`,
      summary: "Retry failed deliveries",
    },
    responses: {
      200: json("How many deliveries were queued", z.object({ queued: z.int() })),
      ...change,
    },
  }),
};

export function addEndpointRoutes(routes: OpenAPIHono<AppEnv>): void {
  routes.openapi(routesOf.list, async (c) => c.json({ endpoints: await listEndpoints(c) }, 200));
  routes.openapi(routesOf.create, async (c) => {
    c.header("Cache-Control", "no-store");
    return c.json(await createEndpoint(c, c.req.valid("json").url), 201);
  });
  routes.openapi(routesOf.remove, async (c) => {
    await deleteEndpoint(c, c.req.valid("param").id);
    return c.body(null, 204);
  });
  routes.openapi(routesOf.secret, async (c) => {
    c.header("Cache-Control", "no-store");
    return c.json(await replaceSecret(c, c.req.valid("param").id), 200);
  });
  routes.openapi(routesOf.deliveries, async (c) =>
    c.json({ deliveries: await listDeliveries(c, c.req.valid("param").id) }, 200),
  );
  routes.openapi(routesOf.replay, async (c) =>
    c.json({ queued: await replayFailed(c, c.req.valid("param").id) }, 200),
  );
}
