import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, expect, it } from "vitest";
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

/** Asks from another thread, while this one does nothing else. */
function askWhileBlocked(url: string, token: string): { answered: string; status: number } {
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const asking = new Worker(
    `const { workerData } = require("node:worker_threads");
     fetch(workerData.url, { headers: { authorization: "Bearer " + workerData.token } })
       .then(({ status }) => status, () => -1)
       .then((status) => {
         workerData.shared[1] = status;
         Atomics.store(workerData.shared, 0, 1);
         Atomics.notify(workerData.shared, 0);
       });`,
    { eval: true, workerData: { shared, url, token } },
  );
  asking.unref();
  const answered = Atomics.wait(shared, 0, 0, 20_000);
  return { answered, status: shared[1] ?? 0 };
}

it("answers while the rest of the local cloud is busy, and so makes nothing else wait", () => {
  const url = `http://${database.endpoint}/set/busy/1`;
  expect(askWhileBlocked(url, database.rest_token)).toEqual({ answered: "ok", status: 200 });
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
