import { accountArea } from "./account.ts";
import { addonsArea } from "./addons.ts";
import { apiKeysArea } from "./api-keys.ts";
import type { Area } from "./area.ts";
import { authConfigArea } from "./auth/auth-config.ts";
import { databaseArea } from "./database.ts";
import { functionsArea } from "./functions.ts";
import { healthArea } from "./health.ts";
import { networkArea } from "./network.ts";
import { organizationsArea } from "./organizations.ts";
import { poolerConfigArea } from "./pooler-config.ts";
import { postgresConfigArea } from "./postgres-config.ts";
import { postgrestArea } from "./postgrest.ts";
import { projectsArea } from "./projects.ts";
import { storageArea } from "./storage.ts";

/** Every part of the Management API that the local cloud implements. */
export const areas: readonly Area[] = [
  accountArea,
  organizationsArea,
  projectsArea,
  addonsArea,
  apiKeysArea,
  healthArea,
  postgresConfigArea,
  poolerConfigArea,
  networkArea,
  postgrestArea,
  authConfigArea,
  storageArea,
  functionsArea,
  databaseArea,
];
