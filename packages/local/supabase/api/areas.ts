import type { Area } from "./area.ts";
import { addonsArea } from "./area-addons.ts";
import { apiKeysArea } from "./area-api-keys.ts";
import { authConfigArea } from "./area-auth-config.ts";
import { databaseArea } from "./area-database.ts";
import { healthArea } from "./area-health.ts";
import { networkArea } from "./area-network.ts";
import { organizationsArea } from "./area-organizations.ts";
import { poolerConfigArea } from "./area-pooler-config.ts";
import { postgresConfigArea } from "./area-postgres-config.ts";
import { postgrestArea } from "./area-postgrest.ts";
import { projectsArea } from "./area-projects.ts";

/** Every part of the Management API that the local cloud has. */
export const areas: readonly Area[] = [
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
  databaseArea,
];
