import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { findProject } from "@seaworthy/core/project";
import { redisDatabaseShape } from "@seaworthy/plugins/seaworthy/shapes/redis-database";
import { Credential } from "@seaworthy/sdk/index";
import { Redis } from "@seaworthy/stack/redis/redis";
import { expect, test } from "vitest";

const page = readFileSync(join(findProject().root, "docs/start/upgrade.md"), "utf8");

/** The page's example, as it is printed. */
const [, example = ""] = /```ts\n(const redis = new Redis\([^`]+)```/.exec(page) ?? [];

const settings = { region: "eu-central-1", tls: true, readTimeoutMs: 250 };
const naming = { service: "notes", environment: "local" };

/** What that code declares, by type. */
async function declaredBy(code: string): Promise<Map<string, Record<string, unknown>[]>> {
  const declared = new Map<string, Record<string, unknown>[]>();
  await pulumi.runtime.setMocks({
    call: () => ({}),
    newResource: ({ type, name, inputs }) => {
      declared.set(type, [...(declared.get(type) ?? []), inputs]);
      return { id: `${name}-id`, state: { slot: "a", phase: "steady", generationA: 1, ...inputs } };
    },
  });
  const user = (name: string) => new Credential(name, { purpose: "logs the Worker in" });
  const args = { naming, settings, cacheUser: user("cache"), limiterUser: user("limiter") };
  const redis: unknown = new Function("Redis", "args", `${code}\nreturn redis;`)(Redis, args);
  expect(redis).toBeInstanceOf(Redis);
  await pulumi.runtime.disconnect();
  return declared;
}

test("its transformation changes the property that a component does not offer, and nothing else", async () => {
  const databases = "seaworthy:upstash:RedisDatabase";
  const changed = await declaredBy(example);
  const plain = await declaredBy('const redis = new Redis("redis", args);');
  expect(plain.get(databases)).toHaveLength(2);
  expect(changed.get(databases)).toEqual(
    plain.get(databases)?.map((inputs) => ({ ...inputs, autoUpgrade: true })),
  );
  for (const [type, inputs] of plain)
    if (type !== databases) expect(changed.get(type)).toEqual(inputs);
  // The plugin refuses properties that it does not know.
  for (const name of Object.keys(changed.get(databases)?.[0] ?? {}))
    expect(redisDatabaseShape).toHaveProperty(name);
});
