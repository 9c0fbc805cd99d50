import { afterAll, beforeAll, expect, it } from "vitest";
import { createUpstash } from "./index.ts";
import { startTestUpstash, type TestUpstash } from "./testing.ts";

let upstash: TestUpstash;

beforeAll(async () => {
  upstash = await startTestUpstash();
});
afterAll(() => upstash.cloud.close());

const vendor = () => createUpstash(upstash.cloud.context);

it("describes each database, with its credentials under keys that say so", async () => {
  const database = await upstash.createDatabase({
    database_name: "described",
    eviction: true,
    plan: "free",
  });
  await upstash.call("POST", `/v2/redis/create-acl-user/${database.database_id}`, {
    username: "app",
    rules: ["+get"],
  });
  expect((await vendor().describe()).databases).toEqual([
    {
      id: database.database_id,
      name: "described",
      restUrl: `http://${database.endpoint}`,
      port: database.port,
      eviction: true,
      plan: "free",
      region: "eu-central-1",
      state: "active",
      users: ["app"],
      password: database.password,
      restToken: database.rest_token,
      readOnlyRestToken: database.read_only_rest_token,
    },
  ]);
});

it("says once, for each call, what it does", () => {
  const rows = vendor().parity;
  expect(new Set(rows.map((row) => row.what)).size).toBe(rows.length);
});

it("serves every call that the parity table enforces or accepts, and none that it refuses", async () => {
  const calls = vendor().parity.filter((row) => /^[A-Z]+ \/v2\/\S+$/.test(row.what));
  expect(calls.length).toBeGreaterThan(15);
  for (const { what, level } of calls) {
    const [method = "", path = ""] = what.replace("{id}", "no-such-database").split(" ");
    const { status } = await upstash.call(
      method,
      path,
      method === "GET" || method === "DELETE" ? undefined : {},
    );
    expect({ what, implemented: status !== 501 }).toEqual({
      what,
      implemented: level !== "refused",
    });
  }
});
