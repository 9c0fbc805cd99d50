import { afterAll, beforeAll, expect, it } from "vitest";
import { askWhileBusy } from "../../../kernel/threads/testing-busy.ts";
import { startTestUpstash, type TestDatabase, type TestUpstash } from "../../api/testing.ts";

let upstash: TestUpstash;
let database: TestDatabase;
beforeAll(async () => {
  upstash = await startTestUpstash();
  database = await upstash.createDatabase();
});
afterAll(() => upstash.cloud.close());

const get = async (name: string, of = database) =>
  (await upstash.rest(of, `/get/${name}`)).json() as Promise<{ result: unknown }>;

it("answers while the rest of the local cloud is busy, and so makes nothing else wait", () => {
  const url = `http://${database.endpoint}/set/busy/1`;
  const headers = { authorization: `Bearer ${database.rest_token}` };
  expect(askWhileBusy(url, headers)).toEqual({ answered: "ok", status: 200 });
});

it("follows the API at once: passwords, users, deletion", async () => {
  const other = await upstash.createDatabase();
  const reset = await upstash.call("POST", `/v2/redis/reset-password/${other.database_id}`);
  const token = String(reset.body.rest_token);
  expect((await upstash.rest(other, "/get/a")).status).toBe(401);
  expect((await upstash.rest(other, "/get/a", { token })).status).toBe(200);
  await upstash.call("DELETE", `/v2/redis/database/${other.database_id}`);
  await expect(upstash.rest(other, "/get/a", { token })).rejects.toThrow();
  expect(await get("busy")).toEqual({ result: "1" });
});

it("goes on after a restart of the local cloud, with the data that it had", async () => {
  await upstash.cloud.restart();
  expect(await get("busy")).toEqual({ result: "1" });
});
