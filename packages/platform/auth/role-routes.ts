import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { type Database, service } from "../database/database.ts";
import { AppError } from "../errors/errors.ts";
import { jsonBody } from "../request/json-body.ts";
import { bodyOf, json } from "../request/json-content.ts";
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
  summary: "Grant or revoke the admin role",
  security: [{ bearer: [] }],
  middleware: [signedIn, adminOnly, jsonBody()] as const,
  request: {
    params: z.object({ id: uuid }),
    body: bodyOf(roleSchema),
  },
  responses: {
    200: json("The role", roleSchema),
    ...problems(400, 401, 403, 409, 413, 415, 422, 503, 504),
  },
});

/** Lets admins change roles. The database's owner inserts the first admin. */
export function roleRoutes(): OpenAPIHono<AppEnv> {
  const routes = new OpenAPIHono<AppEnv>({ defaultHook: refuseInvalid });
  routes.openapi(change, async (c) => {
    const { id } = c.req.valid("param");
    const { role } = c.req.valid("json");
    const admin = claimsOf(c).sub;
    if (id === admin)
      throw new AppError(
        "UNPROCESSABLE",
        "You can't change your own role. Ask another admin to do it.",
      );
    const changed = await setRole(c.var.services.database, id, role, admin);
    if (changed) c.var.log.audit("role.changed", { userId: id, role, changedBy: admin });
    c.header("Cache-Control", "private, no-store");
    return c.json({ role }, 200);
  });
  return routes;
}

/**
 * Returns whether anything changed. Throws CONFLICT for the last admin, which the database does not
 * allow to be removed.
 */
async function setRole(
  database: Database,
  userId: string,
  role: Role,
  admin: string,
): Promise<boolean> {
  if (role === "member") return removeAdmin(database, userId);
  const rows = await database.as(
    service,
    (sql) =>
      sql`insert into public.user_roles (user_id, role, granted_by) values (${userId}, ${role}, ${admin}) on conflict do nothing returning user_id`,
  );
  return rows.length > 0;
}

async function removeAdmin(database: Database, userId: string): Promise<boolean> {
  try {
    const rows = await database.as(
      service,
      (sql) => sql`delete from public.user_roles where user_id = ${userId} returning user_id`,
    );
    return rows.length > 0;
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== "CONFLICT") throw thrown;
    throw new AppError(
      "CONFLICT",
      "The last admin can't be removed. Make another user an admin first.",
      { cause: thrown },
    );
  }
}
