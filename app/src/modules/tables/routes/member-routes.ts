import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { claimsOf } from "@seaworthy/platform/auth/signed-in";
import { AppError } from "@seaworthy/platform/errors/errors";
import { jsonOnly } from "@seaworthy/platform/request/json-body";
import { bodyOf, json } from "@seaworthy/platform/request/json-content";
import { problems, refuseInvalid } from "@seaworthy/platform/request/validation";
import type { AppEnv } from "@seaworthy/platform/runtime/app-env";
import { deleteMember, putMember } from "../members.ts";
import { openOwnTable } from "../table.ts";
import { people } from "./guards.ts";
import { member, memberId } from "./schemas.ts";

const put = createRoute({
  method: "put",
  path: "/rest/tables/{id}/members/{userId}",
  summary: "Add a member, or change a member's role",
  ...people,
  middleware: [...people.middleware, jsonOnly] as const,
  request: {
    params: memberId,
    body: bodyOf(member),
  },
  responses: {
    200: json("The member", member),
    ...problems(400, 401, 403, 404, 413, 415, 422, 503, 504),
  },
});

const remove = createRoute({
  method: "delete",
  path: "/rest/tables/{id}/members/{userId}",
  summary: "Remove a member",
  ...people,
  request: { params: memberId },
  responses: {
    204: { description: "The member is removed" },
    ...problems(400, 401, 403, 404, 503, 504),
  },
});

/** Table members. A change closes the member's sockets, so they reconnect with their new role. */
export function memberRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(put, async (c) => {
    const { id, userId } = c.req.valid("param");
    const { role } = c.req.valid("json");
    const { table } = await openOwnTable(c, id);
    if (!(await putMember(c.var.services.database, id, userId, role)))
      throw new AppError("UNPROCESSABLE", "The owner's role cannot be changed.");
    await table.dismiss(userId);
    c.var.log.audit("table.member_set", { tableId: id, userId, role, by: claimsOf(c).sub });
    return c.json({ role }, 200);
  });
  routes.openapi(remove, async (c) => {
    const { id, userId } = c.req.valid("param");
    const { table } = await openOwnTable(c, id);
    if (!(await deleteMember(c.var.services.database, id, userId)))
      throw new AppError("NOT_FOUND", "Member not found.");
    await table.dismiss(userId);
    c.var.log.audit("table.member_removed", { tableId: id, userId, by: claimsOf(c).sub });
    return c.body(null, 204);
  });
  return routes;
}
