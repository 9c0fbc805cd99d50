import { aclUserShape } from "@seaworthy/plugins/seaworthy/shapes/acl-user";
import { redisDatabaseShape } from "@seaworthy/plugins/seaworthy/shapes/redis-database";
import { type ArgsOf, resourceClass } from "./resource.ts";

/**
 * An Upstash Redis database.
 *
 * ```ts
 * const cache = new upstash.RedisDatabase("cache", {
 *   name: "app-cache", region: "eu-central-1", eviction: true, tls: true,
 * });
 * ```
 */
export class RedisDatabase extends resourceClass(
  "seaworthy:upstash:RedisDatabase",
  redisDatabaseShape,
) {}

export type RedisDatabaseArgs = ArgsOf<typeof redisDatabaseShape>;

/**
 * A Redis user for one consumer, with its own REST token.
 *
 * ```ts
 * new upstash.AclUser("cache-app", {
 *   databaseId: cache.databaseId, username: "app", rules: ["~*", "+@all", "-@admin"],
 * });
 * ```
 */
export class AclUser extends resourceClass("seaworthy:upstash:AclUser", aclUserShape) {}

export type AclUserArgs = ArgsOf<typeof aclUserShape>;
