import type { Mutation } from "./mutation.ts";
import { cache, harmlessCache } from "./tables/cache.ts";
import { firewall, harmlessFirewall } from "./tables/firewall.ts";
import { harmlessLimits, limits } from "./tables/limits.ts";
import { harmlessSchema, migrationsTable, schema } from "./tables/schema.ts";
import { databaseTable, harmlessStack, vendorsTable } from "./tables/stack.ts";
import { harmlessWorker, worker } from "./tables/worker.ts";
import { harmlessZone, zoneTable } from "./tables/zone.ts";

export const areas: Readonly<Record<string, readonly Mutation[]>> = {
  limits,
  firewall,
  cache,
  zone: zoneTable,
  worker,
  database: databaseTable,
  vendors: vendorsTable,
  schema,
  migrations: migrationsTable,
};

export const harmlessChanges: Readonly<Record<string, readonly Mutation[]>> = {
  limits: harmlessLimits,
  firewall: harmlessFirewall,
  cache: harmlessCache,
  zone: harmlessZone,
  worker: harmlessWorker,
  stack: harmlessStack,
  schema: harmlessSchema,
};
