import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSupabase } from "@seaworthy/local/supabase/api/index";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing";
import { createUpstash } from "@seaworthy/local/upstash/api/index";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Secret } from "../kit/values.ts";
import type { RunningPlugin } from "../testing/plugin-process.ts";
import { describeScenario, type Step } from "../testing/scenario.ts";
import { accessTo, createProject, startSeaworthy, startSeaworthyOn } from "./testing.ts";

const folder = mkdtempSync(join(tmpdir(), "sea-plugin-"));

let cloud: TestCloud;
let plugin: RunningPlugin;
let ref: string;
let host: string;

const steps: readonly Step[] = [
  {
    name: "pooler",
    type: "seaworthy:supabase:Pooler",
    inputs: () => ({ projectRef: ref, poolMode: "transaction", defaultPoolSize: 12 }),
    change: { defaultPoolSize: 20 },
    replacing: { projectRef: "abcdefghijklmnopqrst" },
    importId: () => ref,
    deletable: false,
  },
  {
    name: "redis",
    type: "seaworthy:upstash:RedisDatabase",
    inputs: () => ({ name: "shop-cache", region: "eu-central-1", eviction: false, tls: false }),
    change: { eviction: true, budget: 20 },
    replacing: { region: "us-east-1" },
    importId: ({ id }) => id,
    secrets: ["password", "restToken", "readOnlyRestToken"],
  },
  {
    name: "redis user",
    type: "seaworthy:upstash:AclUser",
    inputs: (made) => ({
      databaseId: made.get("redis")?.id ?? "",
      username: "worker",
      rules: ["~*", "+@all", "-@dangerous"],
    }),
    change: { rules: ["~shop:*", "+@read"] },
    replacing: { username: "other" },
    secrets: ["password", "restToken"],
  },
  {
    name: "credential",
    type: "seaworthy:index:Credential",
    inputs: () => ({ purpose: "signs the app's tokens" }),
    change: { step: "pending:2" },
    secrets: ["value"],
    deletable: false,
  },
  {
    name: "role",
    type: "seaworthy:index:DatabaseRole",
    inputs: () => ({
      ...accessTo(host),
      name: "app_worker",
      password: new Secret("canary-role-password"),
      memberOf: ["service_role", "anon"],
      settings: { statement_timeout: "5s" },
    }),
    change: {
      memberOf: ["anon"],
      settings: { statement_timeout: "3s", idle_session_timeout: "1min" },
      connectionLimit: 7,
    },
    replacing: { name: "other_worker" },
  },
  {
    name: "migrations",
    type: "seaworthy:index:Migrations",
    inputs: () => ({ ...accessTo(host), directory: folder }),
    deletable: false,
  },
];

beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [createSupabase, createUpstash] });
  ({ ref, host } = await createProject(cloud));
  writeFileSync(
    join(folder, "0001_posts.sql"),
    "-- Up Migration\ncreate table posts (id bigint primary key);\n-- Down Migration\ndrop table posts;\n",
  );
  writeFileSync(join(folder, "Pulumi.yaml"), "name: test\n");
  plugin = await startSeaworthyOn(cloud);
});

afterAll(async () => {
  await plugin.kill();
  await cloud.close();
  rmSync(folder, { recursive: true });
});

describeScenario("seaworthy", { client: () => plugin.client, steps });

test("all mistakes are reported at once", async () => {
  const { failures } = await plugin.client.check("seaworthy:index:DatabaseRole", {
    host: "a b",
    database: "postgres",
    name: "Bad-Name",
    password: "short",
    memberOf: "anon",
    other: 1,
  });
  expect(failures.map(({ property }) => property).sort()).toEqual([
    "adminPassword",
    "adminUser",
    "host",
    "memberOf",
    "name",
    "other",
    "password",
  ]);
});

test("without a token, the error names the variable and the key", async () => {
  const bare = await startSeaworthy({
    SUPABASE_ACCESS_TOKEN: "",
    SUPABASE_API_ENDPOINT: cloud.control.supabase,
  });
  await bare.client.configure("pulumi:providers:seaworthy", {});
  const attempt = bare.client.create("seaworthy:supabase:Pooler", {
    projectRef: ref,
    poolMode: "session",
    defaultPoolSize: 5,
  });
  await expect(attempt).rejects.toThrow(
    /CONFIG_INVALID: Set SUPABASE_ACCESS_TOKEN \(or seaworthy:supabaseAccessToken\)/,
  );
  expect(bare.stderr()).toBe("");
  await bare.kill();
});

test("the project's own configuration, which shares the namespace, never gets into state", async () => {
  expect(
    await plugin.client.checkConfig("pulumi:providers:seaworthy", {
      environment: "local",
      database: "{}",
    }),
  ).toEqual([]);
});
