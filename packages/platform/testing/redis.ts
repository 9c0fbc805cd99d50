import { createVendorClient } from "@seaworthy/core/http";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import { accountEmail } from "@seaworthy/local/upstash/api/authentication";
import { createUpstash } from "@seaworthy/local/upstash/api/index";
import { openRedis, type RedisConnection } from "../redis/redis.ts";

export interface TestRedis {
  readonly url: string;
  readonly token: string;
  /** A connection as in an isolate; uses the right token unless another is given. */
  connection(token?: string): RedisConnection;
  close(): Promise<void>;
}

/** A real Redis behind Upstash's REST protocol. */
export async function startRedis(): Promise<TestRedis> {
  const cloud = await startTestCloud({ vendors: [createUpstash] });
  const { url, token } = await createRedis(cloud, "redis");
  return {
    url,
    token,
    connection: (other = token) => openRedis({ url, token: other, timeoutMs: 3_000 }),
    close: () => cloud.close(),
  };
}

/** A database, and a user with the Worker's rights. */
export async function createRedis(cloud: TestCloud, name: string) {
  const login = Buffer.from(`${accountEmail}:${cloud.tokens.upstash}`).toString("base64");
  const upstash = createVendorClient({
    vendor: "Upstash",
    baseUrl: cloud.control.upstash,
    headers: { authorization: `Basic ${login}` },
  });
  const created = await upstash.request("POST", "/v2/redis/database", {
    database_name: name,
    platform: "aws",
    primary_region: "eu-central-1",
    tls: false,
  });
  const { database_id: id, endpoint } = created.body as { database_id: string; endpoint: string };
  const rules = ["~*", "&*", "+@all", "-@admin", "-@dangerous"];
  const user = await upstash.request("POST", `/v2/redis/create-acl-user/${id}`, {
    username: "worker",
    rules,
  });
  const { rest_token: token } = user.body as { rest_token: string };
  return {
    url: `http://${endpoint}`,
    token,
    remove: () => upstash.request("DELETE", `/v2/redis/database/${id}`),
  };
}
