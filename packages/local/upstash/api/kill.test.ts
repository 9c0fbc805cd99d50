import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { defined } from "@seaworthy/core/defined";
import { expect, it } from "vitest";
import { accountEmail } from "./authentication.ts";
import { startTestUpstash, type TestDatabase, upstashClient } from "./testing.ts";

interface ChildCloud {
  readonly process: ChildProcess;
  call(method: string, path: string, body?: object): Promise<TestDatabase>;
  kill(): Promise<void>;
}

async function startChild(directory: string): Promise<ChildCloud> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, "testing-child.ts"), directory],
    {
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  const [line] = await once(child.stdout, "data");
  const { url, apiKey } = JSON.parse(String(line)) as { url: string; apiKey: string };
  const authorization = `Basic ${Buffer.from(`${accountEmail}:${apiKey}`).toString("base64")}`;
  return {
    process: child,
    call: async (method, path, body) =>
      (
        await fetch(url + path, {
          method,
          headers: { authorization },
          ...defined({ body: JSON.stringify(body) }),
        })
      ).json() as Promise<TestDatabase>,
    kill: async () => {
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

const wanted = (name: string) => ({
  database_name: name,
  platform: "aws",
  primary_region: "eu-central-1",
  tls: false,
});

/** The delay decides when the kill happens; whatever the moment, the next start has to recover. */
it.each([1, 5, 15, 40, 80])(
  "after SIGKILL of the local cloud %i ms into a create, a change and a delete, the next start finishes them",
  async (delayMs) => {
    const directory = mkdtempSync(join(tmpdir(), "sea-kill-"));
    const child = await startChild(directory);
    const kept = await child.call("POST", "/v2/redis/database", wanted("kept"));
    const doomed = await child.call("POST", "/v2/redis/database", wanted("doomed"));
    await upstashClient(kept).set("k", "v");
    const underWay = [
      child.call("POST", "/v2/redis/database", wanted("new")),
      child.call("POST", `/v2/redis/enable-eviction/${kept.database_id}`),
      child.call("DELETE", `/v2/redis/database/${doomed.database_id}`),
    ];
    const settled = Promise.allSettled(underWay);
    await delay(delayMs);
    await child.kill();
    await settled;

    const upstash = await startTestUpstash({ directory });
    try {
      const databases = (await upstash.call("GET", "/v2/redis/databases"))
        .body as unknown as TestDatabase[];
      const folders = readdirSync(upstash.cloud.context.dataDirectory).filter((name) =>
        name.startsWith("redis-"),
      );
      expect(folders.sort()).toEqual(
        databases.map((database) => `redis-${database.database_id}`).sort(),
      );
      expect(
        upstash.cloud.context.processes
          .running()
          .map(({ name }) => name)
          .sort(),
      ).toEqual(folders);
      expect(new Set(databases.map((database) => database.database_name)).size).toBe(
        databases.length,
      );
      for (const { database_id: id } of databases) {
        const database = (await upstash.call("GET", `/v2/redis/database/${id}`))
          .body as unknown as TestDatabase & {
          state: string;
          eviction: boolean;
        };
        expect(database.state).toBe("active");
        const info = await upstashClient(database).exec<string>(["INFO", "memory"]);
        expect(info).toContain(
          `maxmemory_policy:${database.eviction ? "allkeys-random" : "noeviction"}`,
        );
      }
      expect(await upstashClient(kept).get("k")).toBe("v");
    } finally {
      await upstash.cloud.close();
    }
  },
);
