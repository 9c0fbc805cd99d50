import { SeaworthyError } from "@seaworthy/core/errors";
import { createVendorClient } from "@seaworthy/core/http";
import { decode, isValues, type Value } from "../../kit/values.ts";
import { callObject, textOf } from "../answer.ts";
import type { Backend } from "../backend.ts";

/** The REST API of one database. */
export interface RedisRest {
  /**
   * Runs one command as the database's default user or as its read-only user. Throws VENDOR_REFUSED
   * with Redis's message, without the arguments.
   */
  run(command: readonly string[]): Promise<Value>;
  /** Whether that token can log in, whatever its rules allow. */
  accepts(token: string): Promise<boolean>;
}

/** Throws VENDOR_NOT_FOUND when the database does not exist. */
export async function openRedisRest(
  { upstash }: Backend,
  databaseId: string,
  { readOnly = false }: { readonly readOnly?: boolean } = {},
): Promise<RedisRest> {
  const database = await callObject(
    upstash(),
    "GET",
    `/v2/redis/database/${encodeURIComponent(databaseId)}`,
  );
  const baseUrl = `${database.tls === false ? "http" : "https"}://${textOf(database.endpoint, "endpoint")}`;
  const send = async (token: string, command: readonly string[]): Promise<Value> => {
    const client = createVendorClient({
      vendor: "Upstash Redis",
      baseUrl,
      headers: { authorization: `Bearer ${token}` },
    });
    const answer = decode((await client.request("POST", "/", command)).body);
    if (isValues(answer) && answer.result !== undefined) return answer.result;
    throw new SeaworthyError(
      "VENDOR_REFUSED",
      `Upstash Redis rejected ${command.slice(0, 2).join(" ")}.`,
    );
  };
  const field = readOnly ? "read_only_rest_token" : "rest_token";
  const restToken = textOf(database[field], field);
  return {
    run: (command) => send(restToken, command),
    accepts: async (token) => {
      const refusal = await send(token, ["PING"]).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      return !(refusal instanceof SeaworthyError && refusal.code === "VENDOR_UNAUTHORIZED");
    },
  };
}
