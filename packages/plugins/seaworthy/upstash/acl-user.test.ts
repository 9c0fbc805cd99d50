import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import { createUpstash } from "@seaworthy/local/upstash/api/index";
import { afterAll, beforeAll, expect, test } from "vitest";
import { plain, type Values } from "../../kit/values.ts";
import type { RunningPlugin } from "../../testing/plugin-process.ts";
import { startSeaworthyOn } from "../testing.ts";
import { inOneOrder } from "./acl-user.ts";

let cloud: TestCloud;
let plugin: RunningPlugin;

beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [createUpstash] });
  plugin = await startSeaworthyOn(cloud);
});

afterAll(async () => {
  await plugin.kill();
  await cloud.close();
});

test("a user's REST token may do exactly what its rules allow", async () => {
  const redis = await plugin.client.create("seaworthy:upstash:RedisDatabase", {
    name: "rules",
    region: "eu-central-1",
    platform: "aws",
    eviction: false,
    tls: false,
  });
  const user = await plugin.client.create("seaworthy:upstash:AclUser", {
    databaseId: redis.id,
    username: "reader",
    rules: ["~shop:*", "+@read"],
  });
  const command = (...words: string[]) =>
    redisCommand(plain(redis.outputs), String(plain(user.outputs).restToken), words);
  expect(await command("GET", "shop:1")).toEqual({ result: null });
  expect(await command("SET", "shop:1", "x")).toMatchObject({
    error: expect.stringContaining("NOPERM"),
  });
  expect(await command("GET", "other:1")).toMatchObject({
    error: expect.stringContaining("NOPERM"),
  });
  await plugin.client.delete("seaworthy:upstash:AclUser", user);
  expect(await command("GET", "shop:1")).toMatchObject({
    error: expect.stringMatching(/WRONGPASS|Unauthorized/),
  });
  await plugin.client.delete("seaworthy:upstash:RedisDatabase", redis);
});

test("a user that someone changed is reported, and restored with the same token", async () => {
  const type = "seaworthy:upstash:AclUser";
  const redis = await plugin.client.create("seaworthy:upstash:RedisDatabase", {
    name: "drift",
    region: "eu-central-1",
    platform: "aws",
    eviction: false,
    tls: false,
  });
  const inputs = { databaseId: redis.id, username: "reader", rules: ["~shop:*", "+@read"] };
  const user = await plugin.client.create(type, inputs);
  const admin = (...words: string[]) =>
    redisCommand(plain(redis.outputs), String(plain(redis.outputs).restToken), words);
  const reported = async () => {
    const found = await plugin.client.read(type, user.id, user);
    return found && (await plugin.client.diff(type, found, inputs)).changed;
  };
  expect(await reported()).toBe(false);
  await admin("ACL", "SETUSER", "reader", "+set");
  expect(await reported()).toBe(true);
  const mended = await plugin.client.update(type, user, inputs);
  expect(plain(mended.outputs).restToken).toBe(plain(user.outputs).restToken);
  expect(await reported()).toBe(false);
  await admin("ACL", "SETUSER", "reader", "resetpass");
  expect(await reported()).toBe(true);
  await plugin.client.delete("seaworthy:upstash:RedisDatabase", redis);
});

async function redisCommand(
  redis: Values,
  token: string,
  words: readonly string[],
): Promise<unknown> {
  const response = await fetch(String(redis.restUrl), {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify(words),
  });
  return response.json();
}

test("rules that Redis reorders after a restart are equal, others are not", () => {
  const before = ["+@all", "-@dangerous", "-lcs", "-move", "~*", "&*"];
  expect(inOneOrder(["+@all", "-@dangerous", "-move", "-lcs", "~*", "&*"])).toEqual(
    inOneOrder(before),
  );
  expect(inOneOrder(["-@dangerous", "+@all", "-lcs", "-move", "~*", "&*"])).not.toEqual(
    inOneOrder(before),
  );
  expect(inOneOrder([...before, "-get"])).not.toEqual(inOneOrder(before));
});
