import { SeaworthyError } from "@seaworthy/core/errors";
import type { VendorClient } from "@seaworthy/core/http";
import { orGone } from "../../engine/api.ts";
import type { Remote, ResourceType } from "../../engine/resource-type.ts";
import { sameValue, type Value, type Values } from "../../kit/values.ts";
import { callList, callObject, textOf } from "../answer.ts";
import type { Backend } from "../backend.ts";
import { redisDatabaseShape } from "../shapes/redis-database.ts";

/**
 * A database, identified by its name. TLS can be turned on but not off: Upstash has no call for
 * that.
 */
export const redisDatabase: ResourceType<Backend> = {
  token: "seaworthy:upstash:RedisDatabase",
  shape: redisDatabaseShape,
  naturalKey: ["name"],
  importId: "id",
  calls: {
    find: async ({ upstash }, inputs) => {
      const found = (await callList(upstash(), "/v2/redis/databases")).find(
        ({ database_name: name }) => name === inputs.name,
      );
      return found && read(upstash(), textOf(found.database_id, "database_id"), inputs);
    },
    create: async ({ upstash }, inputs) => {
      const made = await callObject(upstash(), "POST", "/v2/redis/database", creation(inputs));
      return sync(upstash(), textOf(made.database_id, "database_id"), inputs);
    },
    read: ({ upstash }, id, known) => orGone(read(upstash(), id, known)),
    update: ({ upstash }, id, inputs) => sync(upstash(), id, inputs),
    delete: async ({ upstash }, id) =>
      void (await orGone(
        upstash().request("DELETE", `/v2/redis/database/${encodeURIComponent(id)}`),
      )),
  },
};

function creation({
  name,
  region,
  platform,
  readRegions,
  plan,
  budget,
  eviction,
  tls,
}: Values): Values {
  const optional = { read_regions: readRegions, plan, budget };
  const given = Object.entries(optional).flatMap(([key, value]): [string, Value][] =>
    value === undefined ? [] : [[key, value]],
  );
  const named = {
    database_name: name ?? null,
    platform: platform ?? null,
    primary_region: region ?? null,
  };
  return { ...named, eviction: eviction ?? null, tls: tls ?? null, ...Object.fromEntries(given) };
}

async function read(client: VendorClient, id: string, known: Values): Promise<Remote> {
  const live = await callObject(client, "GET", `/v2/redis/database/${encodeURIComponent(id)}`);
  const endpoint = textOf(live.endpoint, "endpoint");
  const values = {
    name: live.database_name ?? null,
    region: live.primary_region ?? null,
    platform: known.platform ?? "aws",
    readRegions: live.read_regions ?? [],
    eviction: live.eviction ?? null,
    tls: live.tls ?? null,
    budget: live.budget ?? null,
    autoUpgrade: live.auto_upgrade ?? null,
    databaseId: id,
    endpoint,
    port: live.port ?? null,
    restUrl: `${live.tls === false ? "http" : "https"}://${endpoint}`,
    password: live.password ?? null,
    restToken: live.rest_token ?? null,
    readOnlyRestToken: live.read_only_rest_token ?? null,
  };
  return { id, values };
}

/** One call per setting, only for those that differ. */
async function sync(client: VendorClient, id: string, inputs: Values): Promise<Remote> {
  const live = await read(client, id, inputs);
  refuseWithoutTls(live, inputs);
  const at = encodeURIComponent(id);
  const differs = (name: string) =>
    inputs[name] !== undefined && !sameValue(inputs[name], live.values[name]);
  if (differs("name"))
    await client.request("POST", `/v2/redis/rename/${at}`, { name: inputs.name });
  if (differs("tls")) await client.request("POST", `/v2/redis/enable-tls/${at}`);
  if (differs("eviction"))
    await client.request(
      "POST",
      `/v2/redis/${inputs.eviction === true ? "enable" : "disable"}-eviction/${at}`,
    );
  if (differs("autoUpgrade"))
    await client.request(
      "POST",
      `/v2/redis/${inputs.autoUpgrade === true ? "enable" : "disable"}-autoupgrade/${at}`,
    );
  if (differs("budget"))
    await client.request("PATCH", `/v2/redis/update-budget/${at}`, { budget: inputs.budget });
  if (differs("readRegions"))
    await client.request("POST", `/v2/redis/update-regions/${at}`, {
      read_regions: inputs.readRegions,
    });
  return read(client, id, inputs);
}

function refuseWithoutTls(live: Remote, inputs: Values): void {
  if (live.values.tls !== true || inputs.tls !== false) return;
  throw new SeaworthyError(
    "INPUT_INVALID",
    `Redis database ${String(live.values.name)} has TLS, which Upstash cannot disable. Set tls to true, or rename the database to create a new one.`,
  );
}
