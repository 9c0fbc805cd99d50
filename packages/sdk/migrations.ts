import { migrationsShape } from "@seaworthy/plugins/seaworthy/shapes/migrations";
import { type ArgsOf, resourceClass } from "./resource.ts";

/**
 * The schema's migrations, applied in order under a lock. Deleting the resource leaves the schema
 * unchanged.
 *
 * ```ts
 * new Migrations("schema", {
 *   host, database: "postgres", adminUser, adminPassword, directory: "app/migrations",
 * });
 * ```
 */
export class Migrations extends resourceClass("seaworthy:index:Migrations", migrationsShape) {}

export type MigrationsArgs = ArgsOf<typeof migrationsShape>;
