import { SeaworthyError } from "@seaworthy/core/errors.ts";
import { createVendorClient } from "@seaworthy/core/http.ts";
import { decode, isValues, type Value } from "@seaworthy/toolchain/plugins/kit/values.ts";
import { callObject, textOf } from "../answer.ts";
import type { Backend } from "../backend.ts";

/** Runs one command as the database's default user. Throws VENDOR_REFUSED with Redis's own words, without the arguments. */
export type RedisRest = (command: readonly string[]) => Promise<Value>;

/** Throws VENDOR_NOT_FOUND when there is no such database. */
export async function openRedisRest({ upstash }: Backend, databaseId: string): Promise<RedisRest> {
  const database = await callObject(upstash(), "GET", `/v2/redis/database/${encodeURIComponent(databaseId)}`);
  const baseUrl = `${database.tls === false ? "http" : "https"}://${textOf(database.endpoint, "endpoint")}`;
  const headers = { authorization: `Bearer ${textOf(database.rest_token, "rest_token")}` };
  const client = createVendorClient({ vendor: "Upstash Redis", baseUrl, headers });
  return async (command) => {
    const answer = decode((await client.request("POST", "/", command)).body);
    if (isValues(answer) && answer.result !== undefined) return answer.result;
    throw new SeaworthyError("VENDOR_REFUSED", `Upstash Redis did not do ${command.slice(0, 2).join(" ")}.`);
  };
}
