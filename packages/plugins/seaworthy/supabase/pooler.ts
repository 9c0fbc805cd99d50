import { SeaworthyError } from "@seaworthy/core/errors";
import type { VendorClient } from "@seaworthy/core/http";
import { orGone } from "../../engine/api.ts";
import type { Remote, ResourceType } from "../../engine/resource-type.ts";
import { isValues, type Value, type Values } from "../../kit/values.ts";
import { callList, callObject, textOf } from "../answer.ts";
import type { Backend } from "../backend.ts";
import { poolerShape } from "../shapes/pooler.ts";

const path = (ref: string) => `/v1/projects/${encodeURIComponent(ref)}`;

/**
 * A project's pooler always exists: creating sets it. Deleting the resource keeps its settings,
 * like `Settings`.
 */
export const pooler: ResourceType<Backend> = {
  token: "seaworthy:supabase:Pooler",
  shape: poolerShape,
  naturalKey: ["projectRef"],
  importId: "id",
  calls: {
    find: async () => undefined,
    create: ({ supabase }, inputs) => set(supabase(), String(inputs.projectRef), inputs),
    read: ({ supabase }, id) => orGone(read(supabase(), id)),
    update: ({ supabase }, id, inputs) => set(supabase(), id, inputs),
  },
};

async function set(client: VendorClient, ref: string, inputs: Values): Promise<Remote> {
  const live = await read(client, ref);
  const same =
    live.values.poolMode === inputs.poolMode &&
    live.values.defaultPoolSize === inputs.defaultPoolSize;
  if (same) return live;
  await client.request("PATCH", `${path(ref)}/config/database/pooler`, {
    pool_mode: inputs.poolMode,
    default_pool_size: inputs.defaultPoolSize,
  });
  return read(client, ref);
}

async function read(client: VendorClient, ref: string): Promise<Remote> {
  const project = await callObject(client, "GET", path(ref));
  const entries = await callList(client, `${path(ref)}/config/database/pooler`);
  const primary = entries.find((entry) => entry.database_type === "PRIMARY") ?? entries[0];
  if (!primary)
    throw new SeaworthyError("VENDOR_NOT_FOUND", `Supabase project ${ref} has no pooler.`);
  const adminUser = textOf(primary.db_user, "db_user");
  const values = {
    projectRef: ref,
    poolMode: primary.pool_mode ?? null,
    defaultPoolSize: primary.default_pool_size ?? null,
    host: primary.db_host ?? null,
    port: primary.db_port ?? null,
    database: primary.db_name ?? null,
    adminUser,
    usernameSuffix: adminUser.endsWith(`.${ref}`) ? `.${ref}` : "",
    directHost: directHostOf(project),
    maxClientConn: primary.max_client_conn ?? null,
  };
  return { id: ref, values };
}

/** The API returns a host, with a port only if it is not PostgreSQL's default. */
function directHostOf({ database }: Values): Value {
  const host = isValues(database) ? textOf(database.host, "database.host") : "";
  return host.includes(":") ? host : `${host}:5432`;
}
