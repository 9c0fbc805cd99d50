import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isFree } from "../../kernel/ports.ts";
import { startTestUpstash, type TestDatabase, type TestUpstash, upstashClient } from "./testing.ts";

let upstash: TestUpstash;

beforeAll(async () => {
  upstash = await startTestUpstash();
});
afterAll(() => upstash.cloud.close());

const valid = { database_name: "d", platform: "aws", primary_region: "eu-central-1" };
const memory = async (database: TestDatabase) =>
  upstashClient(database).exec<string>(["INFO", "memory"]);

describe("authentication", () => {
  it.each([
    ["nothing", undefined],
    ["a wrong key", `Basic ${Buffer.from("local@seaworthy.localhost:wrong").toString("base64")}`],
    ["a bearer token", "Bearer wrong"],
  ])("refuses %s", async (_what, authorization) => {
    const response = await fetch(`${upstash.cloud.control.upstash}/v2/redis/databases`, {
      headers: authorization ? { authorization } : {},
    });
    expect([response.status, await response.json()]).toEqual([
      401,
      { code: "unauthorized", message: expect.stringContaining("UPSTASH_API_KEY") },
    ]);
  });

  it("refuses a valid key with another email address", async () => {
    const authorization = `Basic ${Buffer.from(`me@example.com:${upstash.cloud.tokens.upstash}`).toString("base64")}`;
    expect(
      (
        await fetch(`${upstash.cloud.control.upstash}/v2/redis/databases`, {
          headers: { authorization },
        })
      ).status,
    ).toBe(401);
  });
});

describe("the life cycle of a database", () => {
  it("is created, read, listed, renamed and deleted with all its data", async () => {
    const database = await upstash.createDatabase({
      database_name: "life",
      eviction: true,
      read_regions: ["us-east-1"],
      budget: 20,
    });
    expect(database).toMatchObject({
      database_name: "life",
      state: "active",
      region: "global",
      eviction: true,
      budget: 20,
      type: "payg",
      tls: false,
    });
    expect(database.endpoint).toMatch(/^127\.0\.0\.1:\d+$/);
    const path = `/v2/redis/database/${database.database_id}`;
    expect((await upstash.call("GET", path)).body).toEqual(database);
    const hidden = (await upstash.call("GET", `${path}?credentials=hide`)).body;
    expect(Object.keys(database).filter((field) => !(field in hidden))).toEqual([
      "password",
      "rest_token",
      "read_only_rest_token",
    ]);
    expect((await upstash.call("GET", "/v2/redis/databases")).body).toContainEqual(hidden);
    const renamed = await upstash.call("POST", `/v2/redis/rename/${database.database_id}`, {
      name: "renamed",
    });
    expect(renamed.body).toMatchObject({
      database_name: "renamed",
      rest_token: database.rest_token,
    });
    await upstashClient(database).set("k", 1);

    expect(await upstash.call("DELETE", path)).toEqual({ status: 200, body: "OK" });
    expect((await upstash.call("GET", path)).status).toBe(404);
    expect((await upstash.call("DELETE", path)).status).toBe(404);
    const { context } = upstash.cloud;
    expect(existsSync(join(context.dataDirectory, `redis-${database.database_id}`))).toBe(false);
    const left = [
      ...readdirSync(join(context.directory, "logs")),
      ...readdirSync(join(context.directory, "run")),
      ...Object.keys(context.ports.all()),
    ];
    expect(left.filter((name) => name.includes(database.database_id))).toEqual([]);
    expect(await isFree(database.port)).toBe(true);
  });

  it("gets new passwords; the old ones stop working at once, on open connections too", async () => {
    const database = await upstash.createDatabase();
    const before = upstashClient(database);
    await before.set("k", "kept");
    const after = (await upstash.call("POST", `/v2/redis/reset-password/${database.database_id}`))
      .body as unknown as TestDatabase;
    for (const field of ["password", "rest_token", "read_only_rest_token"] as const)
      expect(after[field]).not.toBe(database[field]);
    await expect(before.get("k")).rejects.toThrow("WRONGPASS");
    await expect(upstashClient(database, database.read_only_rest_token).get("k")).rejects.toThrow(
      "WRONGPASS",
    );
    expect(await upstashClient(after).get("k")).toBe("kept");
  });

  it("changes eviction and plan on the running server", async () => {
    const database = await upstash.createDatabase({ plan: "fixed_250mb" });
    expect(await memory(database)).toMatch(
      new RegExp(`maxmemory:${250 * 1024 ** 2}\\r[^]*maxmemory_policy:noeviction`),
    );
    expect(
      (await upstash.call("POST", `/v2/redis/enable-eviction/${database.database_id}`)).body,
    ).toBe("OK");
    expect(await memory(database)).toContain("maxmemory_policy:allkeys-random");
    expect(
      (
        await upstash.call("POST", `/v2/redis/${database.database_id}/change-plan`, {
          plan_name: "fixed_1gb",
        })
      ).body,
    ).toBe("OK");
    expect(await memory(database)).toContain(`maxmemory:${1024 ** 3}\r`);
    await upstash.call("POST", `/v2/redis/disable-eviction/${database.database_id}`);
    await upstash.cloud.restart();
    expect(await memory(database)).toMatch(
      new RegExp(`maxmemory:${1024 ** 3}\\r[^]*maxmemory_policy:noeviction`),
    );
  });

  it("stores settings that have no effect here", async () => {
    const { database_id: id } = await upstash.createDatabase();
    expect(
      (await upstash.call("PATCH", `/v2/redis/update-budget/${id}`, { budget: 36 })).body,
    ).toBe("OK");
    expect(
      (
        await upstash.call("POST", `/v2/redis/update-regions/${id}`, {
          read_regions: ["us-west-1"],
        })
      ).body,
    ).toBe("OK");
    expect((await upstash.call("POST", `/v2/redis/enable-autoupgrade/${id}`)).body).toBe("OK");
    const { body } = await upstash.call("GET", `/v2/redis/database/${id}`);
    expect(body).toMatchObject({
      budget: 36,
      read_regions: ["us-west-1"],
      all_members: ["eu-central-1", "us-west-1"],
      auto_upgrade: true,
    });
    expect(
      (
        await upstash.call("POST", `/v2/redis/update-regions/${id}`, {
          read_regions: ["eu-central-1"],
        })
      ).status,
    ).toBe(400);
  });

  it("counts what Redis counts", async () => {
    const database = await upstash.createDatabase();
    await upstashClient(database).mset({ a: 1, b: 2 });
    const { body } = await upstash.call("GET", `/v2/redis/stats/${database.database_id}`);
    expect(body).toMatchObject({
      keyspace: [{ y: 2 }],
      command_counts: expect.arrayContaining([
        { metric_identifier: "MSET", data_points: [expect.objectContaining({ y: 1 })] },
      ]),
    });
  });

  it("speaks HTTPS if TLS is requested, and from then on", async () => {
    const database = await upstash.createDatabase({ tls: false });
    await upstashClient(database).set("k", 1);
    expect(
      (await upstash.call("POST", `/v2/redis/enable-tls/${database.database_id}`)).body,
    ).toMatchObject({
      tls: true,
      endpoint: database.endpoint,
    });
    await expect(fetch(`http://${database.endpoint}/ping`)).rejects.toThrow();
    const ca = await upstash.cloud.context.processes.run("cat", [
      join(upstash.cloud.context.dataDirectory, `redis-${database.database_id}`, "rest.crt"),
    ]);
    expect(
      await getSecurely(`https://${database.endpoint}/get/k?_token=${database.rest_token}`, ca),
    ).toBe('{"result":"1"}');
  });
});

describe("bad input", () => {
  it.each<[what: string, body: Record<string, unknown>, mistakes: string[]]>([
    ["everything missing", {}, ["database_name", "primary_region"]],
    ["unknown fields", { ...valid, zones: 2 }, ["zones"]],
    [
      "an unknown region and plan",
      { ...valid, primary_region: "mars-1", plan: "huge" },
      ["primary_region", "plan"],
    ],
    ["a region of another cloud", { ...valid, primary_region: "us-central1" }, ["primary_region"]],
    [
      "the primary region as replica",
      { ...valid, read_regions: ["eu-central-1"] },
      ["read_regions"],
    ],
    ["a budget that nobody has", { ...valid, budget: 1e12 }, ["budget"]],
    [
      "a region of the databases that Upstash gave up",
      { ...valid, region: "eu-west-1" },
      ["region"],
    ],
    ["wrong types", { ...valid, eviction: "yes", budget: 1.5 }, ["eviction", "budget"]],
  ])("reports every mistake of %s, and creates nothing", async (_what, body, mistakes) => {
    const before = (await upstash.call("GET", "/v2/redis/databases")).body.length;
    const answer = await upstash.call("POST", "/v2/redis/database", body);
    expect(answer.status).toBe(400);
    for (const mistake of mistakes) expect(answer.body.message).toContain(mistake);
    expect((await upstash.call("GET", "/v2/redis/databases")).body).toHaveLength(before);
  });

  it.each([
    ["POST", "/v2/redis/rename/nope", { name: "x" }],
    ["POST", "/v2/redis/enable-eviction/nope", undefined],
    ["PATCH", "/v2/redis/update-budget/nope", { budget: 1 }],
    ["GET", "/v2/redis/stats/nope", undefined],
    ["GET", "/v2/redis/list-acl-users/nope", undefined],
  ])("responds to %s %s with 404", async (method, path, body) => {
    expect((await upstash.call(method, path, body)).status).toBe(404);
  });

  it.each([
    ["POST", "/v2/redis/create-backup/x", { name: "b" }],
    ["GET", "/v2/redis/list-backup/x", undefined],
    ["POST", "/v2/redis/move-to-team", {}],
    ["GET", "/v2/teams", undefined],
    ["POST", "/v2/vector/index", {}],
  ])("refuses %s %s by name", async (method, path, body) => {
    const answer = await upstash.call(method, path, body);
    expect([answer.status, answer.body.message]).toEqual([
      501,
      expect.stringContaining(`${method} ${path}`),
    ]);
  });
});

async function getSecurely(url: string, ca: string): Promise<string> {
  const { get } = await import("node:https");
  return new Promise((resolve, reject) => {
    get(url, { ca }, (response) => {
      let text = "";
      response.on("data", (chunk) => (text += chunk)).on("end", () => resolve(text));
    }).on("error", reject);
  });
}
