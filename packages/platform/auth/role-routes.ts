import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { type Database, service } from "../database/database.ts";
import { AppError } from "../errors/errors.ts";
import { jsonBody } from "../request/json-body.ts";
import { uuid } from "../request/uuid.ts";
import { problems, refuseInvalid } from "../request/validation.ts";
import type { AppEnv } from "../runtime/app-env.ts";
import { adminOnly } from "./admin.ts";
import { claimsOf, signedIn } from "./signed-in.ts";

const roleSchema = z.strictObject({ role: z.enum(["admin", "member"]) }).openapi("Role");
type Role = z.output<typeof roleSchema>["role"];

const change = createRoute({
  method: "put",
  path: "/rest/admin/users/{id}/role",
  summary: "Give or take the role of an admin",
  security: [{ bearer: [] }],
  middleware: [signedIn, adminOnly, jsonBody()] as const,
  request: {
    params: z.object({ id: uuid }),
    body: { required: true, content: { "application/json": { schema: roleSchema } } },
  },
  responses: {
    200: { description: "The role", content: { "application/json": { schema: roleSchema } } },
    ...problems(400, 401, 403, 413, 415, 422, 503, 504),
  },
});

/** Changing roles, by admins. The first admin is a row that the database's owner inserts. */
export function roleRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(change, async (c) => {
    const { id } = c.req.valid("param");
    const { role } = c.req.valid("json");
    const admin = claimsOf(c).sub;
    // So there is always one left.
    if (id === admin)
      throw new AppError("UNPROCESSABLE", "An admin does not change their own role. Ask another.");
    const changed = await setRole(c.var.services.database, id, role, admin);
    if (changed) c.var.log.audit("role.changed", { userId: id, role, changedBy: admin });
    c.header("Cache-Control", "private, no-store");
    return c.json({ role }, 200);
  });
  return routes;
}

/** Returns whether anything changed. */
async function setRole(
  database: Database,
  userId: string,
  role: Role,
  admin: string,
): Promise<boolean> {
  const rows = await database.as(service, (sql) =>
    role === "admin"
      ? sql`insert into public.user_roles (user_id, role, granted_by) values (${userId}, ${role}, ${admin}) on conflict do nothing returning user_id`
      : sql`delete from public.user_roles where user_id = ${userId} returning user_id`,
  );
  return rows.length > 0;
}
