import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestUpstash, type TestDatabase, type TestUpstash, upstashClient } from "./testing.ts";

let upstash: TestUpstash;
let database: TestDatabase;

beforeAll(async () => {
  upstash = await startTestUpstash();
  database = await upstash.createDatabase();
});
afterAll(() => upstash.cloud.close());

const call = (method: string, name: string, rest = "", body?: unknown) =>
  upstash.call(method, `/v2/redis/${name}/${database.database_id}${rest}`, body);

it("a user is created, read, changed, given a new password and deleted", async () => {
  const made = await call("POST", "create-acl-user", "", {
    username: "app",
    rules: ["~cache:*", "+@read", "+@write"],
  });
  expect(made).toMatchObject({
    status: 200,
    body: { username: "app", enabled: true, rules: ["~cache:*", "+@read", "+@write"] },
  });
  const client = upstashClient(database, String(made.body.rest_token));
  expect(await client.set("cache:a", 1)).toBe("OK");
  await expect(client.set("other", 1)).rejects.toThrow("NOPERM");
  expect((await call("GET", "get-acl-user", "/app")).body).toEqual(made.body);
  expect((await call("GET", "list-acl-users")).body).toEqual([
    { username: "app", enabled: true, rules: ["~cache:*", "+@read", "+@write"] },
  ]);
  expect(
    await upstashClient(database).exec(["ACL", "RESTTOKEN", "app", String(made.body.password)]),
  ).toBe(made.body.rest_token);

  const changed = await call("POST", "create-acl-user", "", {
    username: "app",
    rules: ["~*", "+@all"],
  });
  expect(changed.body).toMatchObject({ rest_token: made.body.rest_token, rules: ["~*", "+@all"] });
  expect(await client.set("other", 1)).toBe("OK");

  const reset = await call("POST", "reset-acl-user", "/app");
  await expect(client.get("other")).rejects.toThrow("WRONGPASS");
  expect(await upstashClient(database, String(reset.body.rest_token)).get("other")).toBe(1);

  expect((await call("DELETE", "delete-acl-user", "/app")).body).toBe("OK");
  expect((await call("GET", "get-acl-user", "/app")).status).toBe(404);
  expect((await call("DELETE", "delete-acl-user", "/app")).status).toBe(404);
  await expect(upstashClient(database, String(reset.body.rest_token)).get("other")).rejects.toThrow(
    "WRONGPASS",
  );
});

it.each<[what: string, body: unknown, message: string]>([
  ["a rule that Redis does not know", { username: "bad", rules: ["+nosuch"] }, "Unknown command"],
  ["a password among the rules", { username: "bad", rules: [">hunter2"] }, "rules.0"],
  ["state among the rules", { username: "bad", rules: ["on"] }, "rules.0"],
  ["a subcommand", { username: "bad", rules: ["+client|list"] }, "rules.0"],
  ["a built-in name", { username: "default", rules: [] }, "username"],
  ["a name with spaces", { username: "a b", rules: [] }, "username"],
  ["an unknown field", { username: "bad", rules: [], password: "x" }, "password"],
])("refuses %s and creates nothing", async (_what, body, message) => {
  const answer = await call("POST", "create-acl-user", "", body);
  expect([answer.status, answer.body.message]).toEqual([400, expect.stringContaining(message)]);
  expect(answer.body.message).not.toContain("hunter2");
  expect((await call("GET", "get-acl-user", "/bad")).status).toBe(404);
});
