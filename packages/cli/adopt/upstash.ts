import type { VendorClient } from "@seaworthy/core/http";
import { z } from "zod";
import { kebab, type LiveObject } from "./live-object.ts";

const databases = z.array(z.object({ database_id: z.string(), database_name: z.string() }));

/** Databases by name or id. Also returns the names that were not found. */
export async function upstashObjects(
  client: VendorClient,
  wanted: readonly string[],
): Promise<{ readonly objects: readonly LiveObject[]; readonly missing: readonly string[] }> {
  const all = databases.parse((await client.request("GET", "/v2/redis/databases")).body);
  const isWanted = (one: (typeof all)[number]) =>
    wanted.includes(one.database_name) || wanted.includes(one.database_id);
  const found = all.filter(isWanted);
  const known = new Set(found.flatMap((one) => [one.database_name, one.database_id]));
  return {
    objects: found.map((one) => ({
      type: "seaworthy:upstash:RedisDatabase",
      name: kebab(one.database_name),
      importId: one.database_id,
    })),
    missing: wanted.filter((name) => !known.has(name)),
  };
}
