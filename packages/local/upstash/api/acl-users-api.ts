import { SeaworthyError } from "@seaworthy/core/errors";
import { Hono } from "hono";
import type { RedisUser } from "../redis/users/users.ts";
import { answerError } from "./api-error.ts";
import { aclUserView } from "./credentials-view.ts";
import { type Databases, newPassword } from "./databases.ts";
import { notFound } from "./databases-api.ts";
import { readBody } from "./request-body.ts";
import { aclUserRequest } from "./request-schemas.ts";

/**
 * ACL users. **Only the local cloud has these calls**: Upstash manages users with `ACL SETUSER`,
 * `ACL GENTOKEN` and `ACL RESTTOKEN` on the database itself, which work here too. They are named
 * like Upstash's calls for backups.
 */
export function aclUsersApi(databases: Databases): Hono {
  const api = new Hono();
  api.use("/redis/:call{[a-z]+-acl-users?}/:id/*", async function requireDatabase(context, next) {
    return databases.find(context.req.param("id")) ? next() : notFound(context);
  });
  api.get("/redis/list-acl-users/:id", (context) => {
    const users = databases.find(context.req.param("id"))?.users ?? [];
    return context.json(users.map((user) => aclUserView(user, { credentials: false })));
  });
  api.get("/redis/get-acl-user/:id/:username", (context) => {
    const user = databases.accounts(context.req.param("id")).find(context.req.param("username"));
    return user ? context.json(aclUserView(user, { credentials: true })) : noUser(context);
  });
  api.post("/redis/create-acl-user/:id", async (context) => {
    const read = await readBody(context, aclUserRequest);
    if ("refused" in read) return read.refused;
    const { username, rules } = read.body;
    const known = databases.accounts(context.req.param("id")).find(username);
    return save(context, databases, {
      username,
      rules,
      enabled: true,
      passwords: known?.passwords.slice(-1) ?? [newPassword()],
    });
  });
  api.post("/redis/reset-acl-user/:id/:username", async (context) => {
    const user = databases.accounts(context.req.param("id")).find(context.req.param("username"));
    return user
      ? save(context, databases, { ...user, passwords: [newPassword()] })
      : noUser(context);
  });
  api.delete("/redis/delete-acl-user/:id/:username", async (context) => {
    const removed = await databases
      .accounts(context.req.param("id"))
      .remove(context.req.param("username"));
    return removed ? context.json("OK") : noUser(context);
  });
  return api;
}

type UserContext = Parameters<typeof answerError>[0];

async function save(
  context: UserContext,
  databases: Databases,
  user: RedisUser,
): Promise<Response> {
  try {
    await databases.accounts(context.req.param("id") ?? "").save(user);
  } catch (thrown) {
    if (thrown instanceof SeaworthyError && thrown.code === "INPUT_INVALID")
      return answerError(context, "bad_request", `rules: ${thrown.message}`);
    throw thrown;
  }
  return context.json(aclUserView(user, { credentials: true }));
}

function noUser(context: UserContext): Response {
  return answerError(context, "not_found", `ACL user ${context.req.param("username")} not found.`);
}
