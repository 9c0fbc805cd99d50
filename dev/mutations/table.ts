import type { Mutation } from "./mutation.ts";
import { cache, harmlessCache } from "./tables/cache.ts";
import { careless, harmlessCareless } from "./tables/careless.ts";
import { carelessSql } from "./tables/careless-sql.ts";
import { databaseTable } from "./tables/database.ts";
import { firewall, harmlessFirewall } from "./tables/firewall.ts";
import { harmlessSchema } from "./tables/harmless-sql.ts";
import { harmlessWorker } from "./tables/harmless-worker.ts";
import { harmlessIdentities, identities } from "./tables/identities.ts";
import { harmlessLimits, limits } from "./tables/limits.ts";
import { migrationsTable } from "./tables/migrations.ts";
import { cors, harmlessCors } from "./tables/more/cors.ts";
import { exemptions, harmlessExemptions } from "./tables/more/exemptions.ts";
import { harmlessMail, mailRecords } from "./tables/more/mail-records.ts";
import { harmlessMissing, missingRules } from "./tables/more/missing-rules.ts";
import { harmlessOpenings, openings } from "./tables/more/openings.ts";
import { harmlessPlaceholders, placeholders } from "./tables/more/placeholders.ts";
import { harmlessPlain, plainSecrets } from "./tables/more/plain-secrets.ts";
import { harmlessShapes, sqlShapes } from "./tables/more/sql-shapes.ts";
import { harmlessZoneResources, zoneResources } from "./tables/more/zone-resources.ts";
import { rights } from "./tables/rights.ts";
import { tables } from "./tables/schema.ts";
import { settings } from "./tables/settings.ts";
import { harmlessStack } from "./tables/stack.ts";
import { vendorsTable } from "./tables/vendors.ts";
import { worker } from "./tables/worker.ts";
import { harmlessZone, zoneTable } from "./tables/zone.ts";

export const areas: Readonly<Record<string, readonly Mutation[]>> = {
  limits,
  firewall,
  cache,
  zone: zoneTable,
  worker,
  settings,
  database: databaseTable,
  vendors: vendorsTable,
  tables,
  rights,
  migrations: migrationsTable,
  identities,
  careless: [...careless, ...carelessSql],
  cors,
  "plain secrets": plainSecrets,
  exemptions,
  "zone resources": zoneResources,
  "sql shapes": sqlShapes,
  openings,
  "mail records": mailRecords,
  placeholders,
  "missing rules": missingRules,
};

export const harmlessChanges: Readonly<Record<string, readonly Mutation[]>> = {
  limits: harmlessLimits,
  firewall: harmlessFirewall,
  cache: harmlessCache,
  zone: harmlessZone,
  worker: harmlessWorker,
  stack: harmlessStack,
  schema: harmlessSchema,
  identities: harmlessIdentities,
  careless: harmlessCareless,
  cors: harmlessCors,
  "plain secrets": harmlessPlain,
  exemptions: harmlessExemptions,
  "zone resources": harmlessZoneResources,
  "sql shapes": harmlessShapes,
  openings: harmlessOpenings,
  "mail records": harmlessMail,
  placeholders: harmlessPlaceholders,
  "missing rules": harmlessMissing,
};
