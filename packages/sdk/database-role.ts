import type { accessShape } from "@seaworthy/plugins/seaworthy/shapes/database-access";
import { databaseRoleShape } from "@seaworthy/plugins/seaworthy/shapes/role";
import { type ArgsOf, resourceClass } from "./resource.ts";

/** How the plugin connects to a database: directly, not through the pooler. */
export type DatabaseAccessArgs = ArgsOf<typeof accessShape>;

/**
 * A PostgreSQL login for one consumer.
 *
 * ```ts
 * new DatabaseRole("app-worker", {
 *   host, database: "postgres", adminUser, adminPassword,
 *   name: "app_worker", password, memberOf: ["anon"],
 * });
 * ```
 */
export class DatabaseRole extends resourceClass(
  "seaworthy:index:DatabaseRole",
  databaseRoleShape,
) {}

export type DatabaseRoleArgs = ArgsOf<typeof databaseRoleShape>;
