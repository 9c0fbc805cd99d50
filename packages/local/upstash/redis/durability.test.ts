import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "redis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createLogger } from "../../kernel/logger.ts";
import {
  startTestUpstash,
  type TestDatabase,
  type TestUpstash,
  upstashClient,
} from "../api/testing.ts";

let upstash: TestUpstash;
let database: TestDatabase;
const log: string[] = [];

beforeAll(async () => {
  upstash = await startTestUpstash({ log: createLogger((line) => log.push(line)) });
  database = await upstash.createDatabase({ eviction: true, plan: "free" });
});
afterAll(() => upstash.cloud.close());

const server = () => {
  const found = upstash.cloud.context.processes
    .running()
    .find(({ name }) => name === `redis-${database.database_id}`);
  expect(found).toBeDefined();
  return { pid: found?.pid ?? 0, restarts: found?.restarts ?? 0 };
};

it("a killed server recovers every acknowledged write, its users and its settings", async () => {
  const redis = upstashClient(database);
  const path = `/v2/redis/create-acl-user/${database.database_id}`;
  const user = await upstash.call("POST", path, { username: "app", rules: ["~*", "+get"] });
  await redis.mset(
    Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`k${index}`, index])),
  );
  const { pid, restarts } = server();
  process.kill(pid, "SIGKILL");
  // The first requests may hit the dying connection; they fail with 503, and later ones wait for
  // the new server.
  await expect.poll(() => redis.get("k999").catch(() => "away"), { timeout: 10_000 }).toBe(999);
  expect(await redis.dbsize()).toBe(1000);
  expect(await upstashClient(database, String(user.body.rest_token)).get("k1")).toBe(1);
  expect(server().restarts).toBe(restarts + 1);
  expect(server().pid).not.toBe(pid);
});

it("subscribers of a killed server are resubscribed to the new one", async () => {
  const redis = upstashClient(database);
  const received: unknown[] = [];
  const subscriber = redis.subscribe(["news"]);
  subscriber.on("message", ({ message }) => received.push(message));
  await expect.poll(() => redis.publish("news", "before"), { timeout: 10_000 }).toBe(1);
  process.kill(server().pid, "SIGKILL");
  await expect
    .poll(() => redis.publish("news", "after").catch(() => 0), { timeout: 10_000 })
    .toBe(1);
  await expect.poll(() => received, { timeout: 10_000 }).toContain("after");
  await subscriber.unsubscribe();
});

it("data and addresses survive a restart of the local cloud", async () => {
  await upstashClient(database).set("over", "restart");
  await upstash.cloud.restart();
  expect(await upstashClient(database).get("over")).toBe("restart");
});

it("the server runs unprivileged, on loopback, and its secrets are in files of mode 0600 and nowhere else", async () => {
  const { pid } = server();
  const folder = join(upstash.cloud.context.dataDirectory, `redis-${database.database_id}`);
  const secrets = [database.password, database.rest_token, database.read_only_rest_token];
  const commandLine = readFileSync(`/proc/${pid}/cmdline`, "utf8");
  const environment = readFileSync(`/proc/${pid}/environ`, "utf8");
  for (const secret of secrets) {
    expect(commandLine).not.toContain(secret);
    expect(environment).not.toContain(secret);
    expect(log.join("\n")).not.toContain(secret);
  }
  const user = upstash.cloud.context.processes.user;
  if (user) expect(statSync(`/proc/${pid}`).uid).toBe(user.uid);
  for (const file of ["redis.conf", "users.acl"])
    expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, "redis.conf"), "utf8")).toContain("bind 127.0.0.1\n");
});

/** Writes 300 MB of zeroes, while the append-only file contains only the commands. */
async function overfill(target: TestDatabase): Promise<string[]> {
  const commands = Array.from({ length: 32 }, (_, index) => [
    "SETRANGE",
    `large:${index}`,
    9_500_000,
    "x",
  ]);
  const response = await upstash.rest(target, "/pipeline", {
    method: "POST",
    body: JSON.stringify(commands),
  });
  const results = (await response.json()) as { error?: string }[];
  return results.flatMap(({ error }) => (error === undefined ? [] : [error]));
}

it("a full cache evicts, and a full store refuses", async () => {
  const cache = await upstash.createDatabase({ eviction: true, plan: "free" });
  expect(await overfill(cache)).toEqual([]);
  expect(await upstashClient(cache).dbsize()).toBeLessThan(32);
  const store = await upstash.createDatabase({ eviction: false, plan: "free" });
  expect(await overfill(store)).toContain(
    "OOM command not allowed when used memory > 'maxmemory'.",
  );
  expect(await upstashClient(store).dbsize()).toBeLessThan(32);
});

it("Redis clients log in with name and password, and cannot administer the server", async () => {
  const redis = createClient({
    url: `redis://default:${database.password}@127.0.0.1:${database.port}`,
  });
  await redis.connect();
  try {
    await redis.set("tcp", "value");
    expect(await upstashClient(database).get("tcp")).toBe("value");
    for (const command of [
      ["CONFIG", "GET", "dir"],
      ["SHUTDOWN"],
      ["DEBUG", "SLEEP", "0"],
      ["ACL", "LIST"],
      ["MIGRATE", "h", "1", "k", "0", "1"],
    ]) {
      await expect(redis.sendCommand(command)).rejects.toThrow(/NOPERM|not available/);
    }
  } finally {
    redis.destroy();
  }
});
