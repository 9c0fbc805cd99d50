import type { Redis } from "@upstash/redis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  startTestClient,
  type TestDatabase,
  type TestUpstash,
  upstashClient,
} from "../../api/testing.ts";

let upstash: TestUpstash;
let database: TestDatabase;
let redis: Redis;

beforeAll(async () => {
  ({ upstash, database, redis } = await startTestClient());
});
afterAll(() => upstash.cloud.close());

async function makeUser(
  username: string,
  ...rules: string[]
): Promise<{ token: string; client: Redis }> {
  const token = await redis.exec<string>(["ACL", "GENTOKEN", username]);
  expect(await redis.exec(["ACL", "SETUSER", username, "on", `>${token}`, ...rules])).toBe("OK");
  return { token, client: upstashClient(database, token) };
}

describe("the read-only token", () => {
  it("reads, and neither writes nor lists keys", async () => {
    await redis.set("public", "text");
    const reader = upstashClient(database, database.read_only_rest_token);
    expect(await reader.get("public")).toBe("text");
    await expect(reader.set("public", "other")).rejects.toThrow(
      "NOPERM this user has no permissions to run the 'set' command",
    );
    await expect(reader.scan("0")).rejects.toThrow("NOPERM");
    await expect(reader.keys("*")).rejects.toThrow("NOPERM");
    await expect(reader.flushall()).rejects.toThrow("NOPERM");
    await expect(reader.exec(["ACL", "SETUSER", "x", "on"])).rejects.toThrow("NOPERM");
    await expect(reader.multi().set("public", "other").exec()).rejects.toThrow("EXECABORT");
    expect(await redis.get("public")).toBe("text");
  });
});

describe("a user limited to ~cache:*", () => {
  it("is limited to its keys and commands by Redis itself, in pipelines and scripts too", async () => {
    const { client } = await makeUser(
      "cached",
      "~cache:*",
      "+@read",
      "+@write",
      "+@scripting",
      "-@dangerous",
    );
    expect(await client.set("cache:a", 1)).toBe("OK");
    await expect(client.set("other", 1)).rejects.toThrow("NOPERM");
    await expect(client.flushall()).rejects.toThrow("NOPERM");
    await expect(client.eval("return redis.call('SET', 'other', 1)", [], [])).rejects.toThrow(
      "can't access at least one of the keys",
    );
    const [fine, not] = await client
      .pipeline()
      .get("cache:a")
      .get("other")
      .exec({ keepErrors: true });
    expect([fine?.result, not?.error]).toEqual([1, expect.stringContaining("NOPERM")]);
    expect(await redis.exists("other")).toBe(0);
    expect(await client.exec(["ACL", "WHOAMI"])).toBe("cached");
  });

  it("cannot subscribe outside its channels", async () => {
    const { token } = await makeUser("listener", "&news", "+subscribe");
    const outside = await upstash.rest(database, "/subscribe/secret", { method: "POST", token });
    expect([outside.status, await outside.json()]).toEqual([
      400,
      { error: expect.stringContaining("NOPERM") },
    ]);
  });
});

describe("ACL commands", () => {
  it("create tokens only for the right password", async () => {
    const { token } = await makeUser("tokens", "+ping");
    expect(await redis.exec(["ACL", "RESTTOKEN", "tokens", token])).toBe(token);
    await expect(redis.exec(["ACL", "RESTTOKEN", "tokens", "wrong"])).rejects.toThrow(
      'ERR Wrong password or user "tokens" does not exist',
    );
    await expect(redis.exec(["ACL", "GENTOKEN", "tokens", "aaaa"])).rejects.toThrow("too weak");
  });

  it("change users at once, and refuse invalid rules entirely", async () => {
    const { client } = await makeUser("changing", "~*", "+get");
    await expect(
      redis.exec(["ACL", "SETUSER", "changing", "+set", "+nosuchcommand"]),
    ).rejects.toThrow("Unknown command");
    await expect(client.set("k", 1)).rejects.toThrow("NOPERM");
    await redis.exec(["ACL", "SETUSER", "changing", "+set"]);
    expect(await client.set("k", 1)).toBe("OK");
    await redis.exec(["ACL", "SETUSER", "changing", "off"]);
    await expect(client.get("k")).rejects.toThrow("WRONGPASS");
    await redis.exec(["ACL", "SETUSER", "changing", "on"]);
    expect(await client.get("k")).toBe(1);
    expect(await redis.exec(["ACL", "DELUSER", "changing", "nobody"])).toBe(1);
    await expect(client.get("k")).rejects.toThrow("WRONGPASS");
  });

  it("never change or show the built-in users, and never grant administration", async () => {
    for (const name of ["default", "default_ro", "seaworthy"]) {
      await expect(redis.exec(["ACL", "SETUSER", name, "off"])).rejects.toThrow(
        "cannot be modified",
      );
    }
    expect(await redis.exec<string[]>(["ACL", "USERS"])).not.toContain("seaworthy");
    expect((await redis.exec<string[]>(["ACL", "LIST"])).join()).not.toContain("seaworthy");
    expect(await redis.exec(["ACL", "GETUSER", "seaworthy"])).toBeNull();
    const { client } = await makeUser("mighty", "~*", "&*", "+@all");
    await expect(client.exec(["ACL", "USERS"])).rejects.toThrow("NOPERM");
    await expect(
      client.eval("return redis.call('CONFIG', 'GET', 'dir')", [], []),
    ).rejects.toThrow();
  });

  it("keep users across a restart", async () => {
    const { client } = await makeUser("lasting", "~kept:*", "+@write", "+@read");
    await client.set("kept:a", "value");
    await upstash.cloud.restart();
    expect(await client.get("kept:a")).toBe("value");
    await expect(client.get("other")).rejects.toThrow("NOPERM");
  });
});
