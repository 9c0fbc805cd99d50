import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestUpstash, type TestDatabase, type TestUpstash } from "../../api/testing.ts";

let upstash: TestUpstash;
let database: TestDatabase;
beforeAll(async () => {
  upstash = await startTestUpstash();
  database = await upstash.createDatabase();
});
afterAll(() => upstash.cloud.close());

const run = async (command: readonly unknown[]) => {
  const init = { method: "POST", body: JSON.stringify(command), token: database.rest_token };
  const response = await upstash.rest(database, "/", init);
  return JSON.parse(await response.text()) as { result?: unknown; error?: string };
};

/** Retries: the server may be restarting. */
async function untilAnswered(command: readonly unknown[]): Promise<unknown> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const { result, error } = await run(command).catch(() => ({
      result: undefined,
      error: "gone",
    }));
    if (error === undefined) return result;
    await delay(100);
  }
  return undefined;
}

describe("a script that does not end", () => {
  it("is terminated after the limit, and others are served again", async () => {
    expect((await run(["SET", "kept", "1"])).result).toBe("OK");
    const { error } = await run(["EVAL", "while true do end", 0]);
    expect(error).toMatch(/Script killed by user/);
    expect(await run(["GET", "kept"])).toEqual({ result: "1" });
  }, 30_000);

  it("is terminated even after a write, and its write is gone", async () => {
    const { error } = await run([
      "EVAL",
      "redis.call('SET', KEYS[1], 1) while true do end",
      1,
      "half",
    ]);
    expect(error).toBeDefined();
    expect(await untilAnswered(["MGET", "kept", "half"])).toEqual(["1", null]);
  }, 30_000);
});
