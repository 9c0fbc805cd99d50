import { join } from "node:path";
import { createSupabase } from "@seaworthy/local/supabase/api/index";
import { startTestCloud } from "@seaworthy/local/testing";
import { createUpstash } from "@seaworthy/local/upstash/api/index";
import { runner } from "node-pg-migrate";
import { unreachableServices } from "./bare-app.ts";
import { createProject } from "./project.ts";
import { createRedis } from "./redis.ts";

const migrations = join(import.meta.dirname, "../migrations");

/** A real database with the platform's tables alone, a real Redis, and the bindings of both. */
export async function startPlatformServices() {
  const cloud = await startTestCloud({ vendors: [createSupabase, createUpstash] });
  const { url, token } = await createRedis(cloud, "redis");
  const { admin, workerUrl } = await createProject(cloud, "platform_worker", migrate);
  return {
    admin,
    bindings: {
      ...unreachableServices,
      HYPERDRIVE: { connectionString: workerUrl },
      CACHE_REDIS_URL: url,
      CACHE_REDIS_TOKEN: token,
      LIMITER_REDIS_URL: url,
      LIMITER_REDIS_TOKEN: token,
    },
    close: async () => {
      await admin.end({ timeout: 1 });
      await cloud.close();
    },
  };
}

const migrate = (databaseUrl: string) =>
  runner({
    databaseUrl,
    dir: migrations,
    direction: "up",
    migrationsTable: "pgmigrations",
    log: () => {},
  });

export type PlatformServices = Awaited<ReturnType<typeof startPlatformServices>>;
