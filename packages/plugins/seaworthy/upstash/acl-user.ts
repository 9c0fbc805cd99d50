import { randomBytes } from "node:crypto";
import { SeaworthyError } from "@seaworthy/core/errors";
import { orGone } from "../../engine/api.ts";
import type { Remote, ResourceType } from "../../engine/resource-type.ts";
import { isList, sameValue, type Value, type Values } from "../../kit/values.ts";
import type { Backend } from "../backend.ts";
import { aclUserShape } from "../shapes/acl-user.ts";
import { openRedisRest, type RedisRest } from "./redis-rest.ts";

/**
 * Upstash's Developer API has no users: they are created on the database itself, with `ACL
 * GENTOKEN` and `ACL SETUSER` (Upstash's documentation, redis/commands/server/acl-gentoken and
 * acl-setuser).
 */
export const aclUser: ResourceType<Backend> = {
  token: "seaworthy:upstash:AclUser",
  shape: aclUserShape,
  naturalKey: ["databaseId", "username"],
  importId: "databaseId/id",
  calls: {
    find: async () => undefined,
    create: async (backend, inputs) =>
      save(await openRedisRest(backend, String(inputs.databaseId)), inputs, passwordOf(inputs)),
    read: async (backend, id, known) => orGone(read(backend, id, known)),
    update: async (backend, _id, inputs, olds) =>
      save(
        await openRedisRest(backend, String(inputs.databaseId)),
        inputs,
        passwordOf({ ...olds, ...inputs }),
      ),
    delete: async (backend, id, known) => {
      const redis = await orGone(openRedisRest(backend, String(known.databaseId)));
      await redis?.run(["ACL", "DELUSER", id]);
    },
  },
};

/**
 * A disabled user keeps its name, without password and rules. Sets the whole user: after `reset`
 * nothing of an earlier one is left, so a repeated create completes an interrupted one.
 */
async function save(redis: RedisRest, inputs: Values, password: string): Promise<Remote> {
  const username = String(inputs.username);
  const rules = isList(inputs.rules) ? inputs.rules.map(String) : [];
  // Upstash accepts no plain password: GENTOKEN wraps it, and the token is both SETUSER's password
  // and the REST token.
  const restToken = await redis.run(["ACL", "GENTOKEN", username, password]);
  if (typeof restToken !== "string")
    throw new SeaworthyError(
      "VENDOR_REFUSED",
      `Upstash returned no REST token for ACL user ${username}.`,
    );
  const enabled = inputs.enabled !== false;
  await redis.run([
    "ACL",
    "SETUSER",
    username,
    "reset",
    ...(enabled ? ["on", `>${restToken}`, ...rules] : ["off"]),
  ]);
  const effectiveRules = effective(await redis.run(["ACL", "GETUSER", username]));
  return {
    id: username,
    values: {
      databaseId: inputs.databaseId ?? null,
      username,
      rules,
      enabled,
      effectiveRules,
      password,
      restToken,
    },
  };
}

/** Redis rewrites rules: they are compared with the rewritten form from when they were set. */
async function read(backend: Backend, id: string, known: Values): Promise<Remote | undefined> {
  const redis = await openRedisRest(backend, String(known.databaseId));
  const user = await redis.run(["ACL", "GETUSER", id]);
  if (!isList(user)) return undefined;
  const effectiveRules = effective(user);
  const usable =
    typeof known.restToken !== "string" ||
    (await redis.accepts(known.restToken)) === (known.enabled !== false);
  const unchanged =
    usable &&
    (!isList(known.effectiveRules) ||
      sameValue(inOneOrder(known.effectiveRules.map(String)), inOneOrder(effectiveRules)));
  const values = { databaseId: known.databaseId ?? null, username: id, effectiveRules };
  return {
    id,
    values: { ...values, ...(unchanged ? {} : { rules: usable ? effectiveRules : [] }) },
  };
}

/**
 * Commands, keys and channels in a response to `ACL GETUSER`, which alternates names and values.
 */
function effective(answer: Value): string[] {
  const items = isList(answer) ? answer : [];
  return ["commands", "keys", "channels"].flatMap((name) => {
    const value = items[items.indexOf(name) + 1] ?? "";
    return (isList(value) ? value.map(String) : String(value).split(" ")).filter(
      (rule) => rule !== "",
    );
  });
}

/**
 * After a restart Redis returns rules for single commands in a different order. Rules for
 * categories stay in place: what follows them matters.
 */
export function inOneOrder(rules: readonly string[]): string[] {
  const isSingle = (rule: string) => /^[+-][^@]/.test(rule);
  const ordered: string[] = [];
  let singles: string[] = [];
  for (const rule of rules) {
    if (isSingle(rule)) singles.push(rule);
    else {
      ordered.push(...singles.toSorted(), rule);
      singles = [];
    }
  }
  return [...ordered, ...singles.toSorted()];
}

function passwordOf({ password }: Values): string {
  return typeof password === "string" ? password : randomBytes(24).toString("base64url");
}
