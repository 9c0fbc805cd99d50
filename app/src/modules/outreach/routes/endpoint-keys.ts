import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { operatorOnly } from "@seaworthy/platform/auth/operator";
import { uuid } from "@seaworthy/platform/request/uuid";
import { problems } from "@seaworthy/platform/request/validation";
import type { AppEnv } from "@seaworthy/platform/runtime/app-env";
import { moveEndpointSecrets } from "../webhooks/move.ts";

const move = createRoute({
  method: "post",
  path: "/internal/webhook-endpoints/move",
  summary:
    "Re-encrypt a page of endpoint secrets with the current key, before the other one is revoked",
  security: [{ operator: [] }],
  middleware: [operatorOnly] as const,
  request: {
    query: z.object({
      after: uuid.optional().openapi({ description: "`next` from the previous page" }),
    }),
  },
  responses: {
    200: {
      description: "The re-encrypted secrets",
      content: {
        "application/json": { schema: z.object({ moved: z.int(), next: z.uuid().nullable() }) },
      },
    },
    ...problems(400, 401, 503, 504),
  },
});

export function addEndpointKeyRoutes(routes: OpenAPIHono<AppEnv>): void {
  routes.openapi(move, async (c) => {
    const result = await moveEndpointSecrets(c, c.req.valid("query").after);
    if (result.moved > 0) c.var.log.audit("webhook_endpoints.moved", { moved: result.moved });
    return c.json(result, 200);
  });
}
