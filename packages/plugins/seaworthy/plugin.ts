import { type Environment, readEnvironment } from "@seaworthy/core/environment";
import { createHandler } from "../engine/handler.ts";
import type { ResourceType } from "../engine/resource-type.ts";
import type { Plugin } from "../kit/plugin.ts";
import type { Values } from "../kit/values.ts";
import { type Backend, createBackend, settings } from "./backend.ts";
import { credential } from "./credential/credential.ts";
import { databaseRole } from "./database/database-role.ts";
import { migrations } from "./database/migrations.ts";
import { pooler } from "./supabase/pooler.ts";
import { aclUser } from "./upstash/acl-user.ts";
import { redisDatabase } from "./upstash/redis-database.ts";
import { pluginVersion } from "./version.ts";

/** Every resource of the plugin `seaworthy`. */
export const resourceTypes: readonly ResourceType<Backend>[] = [
  pooler,
  redisDatabase,
  aclUser,
  credential,
  databaseRole,
  migrations,
];

export function createPlugin(environment: Environment = readEnvironment()): Plugin {
  return {
    name: "seaworthy",
    version: pluginVersion,
    package: {
      name: "seaworthy",
      version: pluginVersion,
      // The project's own configuration shares the namespace, and the engine passes all of it: only
      // our keys may get into state.
      checkConfig: (inputs) => ({ inputs: onlySettings(inputs), failures: [] }),
      configure: (inputs) => {
        const backend = createBackend(inputs, environment);
        return {
          resources: Object.fromEntries(
            resourceTypes.map((type) => [type.token, createHandler(type, backend)]),
          ),
          functions: {},
        };
      },
    },
  };
}

function onlySettings(inputs: Values): Values {
  return Object.fromEntries(
    Object.entries(inputs).filter(([key]) => key in settings || key === "version"),
  );
}
