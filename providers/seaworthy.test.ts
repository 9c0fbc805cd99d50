import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSupabase } from "@seaworthy/local/control/supabase/index.ts";
import { createUpstash } from "@seaworthy/local/control/upstash/index.ts";
import { startTestCloud, type TestCloud } from "@seaworthy/local/testing.ts";
import { plain, Secret, type Values } from "@seaworthy/toolchain/plugins/kit/values.ts";
import { type RunningPlugin, startPlugin } from "@seaworthy/toolchain/plugins/testing/plugin-process.ts";
import { describeScenario, type Step } from "@seaworthy/toolchain/plugins/testing/scenario.ts";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

const adminPassword = "canary-admin-password";
const rolePassword = "canary-role-password";
const folder = mkdtempSync(join(tmpdir(), "sea-plugin-"));

let cloud: TestCloud;
let plugin: RunningPlugin;
let ref: string;
/** host:port of the project's database. */
let host: string;

const access = () => ({ host, database: "postgres", adminUser: "postgres", adminPassword: new Secret(adminPassword) });

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
    inputs: (made) => ({ databaseId: made.get("redis")?.id ?? "", username: "worker", rules: ["~*", "+@all", "-@dangerous"] }),
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
      ...access(),
      name: "app_worker",
      password: new Secret(rolePassword),
      memberOf: ["service_role", "anon"],
      settings: { statement_timeout: "5s" },
    }),
    change: { memberOf: ["anon"], settings: { statement_timeout: "3s", idle_session_timeout: "1min" }, connectionLimit: 7 },
    replacing: { name: "other_worker" },
  },
  {
    name: "migrations",
    type: "seaworthy:index:Migrations",
    inputs: () => ({ ...access(), directory: folder }),
    deletable: false,
  },
];

beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [createSupabase, createUpstash] });
  const made = await supabase("POST", "/v1/projects", {
    name: "shop",
    organization_slug: "seaworthy-local",
    db_pass: adminPassword,
    region_selection: { type: "specific", code: "eu-central-1" },
  });
  ref = String(made.id);
  const project = await supabase("GET", `/v1/projects/${ref}`);
  host = (project.database as { host: string }).host;
  writeFileSync(
    join(folder, "0001_posts.sql"),
    "-- Up Migration\ncreate table posts (id bigint primary key);\n-- Down Migration\ndrop table posts;\n",
  );
  writeFileSync(join(folder, "Pulumi.yaml"), "name: test\n");
  plugin = await startSeaworthy();
});

afterAll(async () => {
  await plugin.kill();
  await cloud.close();
  rmSync(folder, { recursive: true });
});

describeScenario("seaworthy", { client: () => plugin.client, steps });

test("a user's REST token may do what its rules allow, and no more", async () => {
  const redis = await plugin.client.create("seaworthy:upstash:RedisDatabase", {
    name: "rules",
    region: "eu-central-1",
    platform: "aws",
    eviction: false,
    tls: false,
  });
  const user = await plugin.client.create("seaworthy:upstash:AclUser", {
    databaseId: redis.id,
    username: "reader",
    rules: ["~shop:*", "+@read"],
  });
  const command = (...words: string[]) => redisCommand(plain(redis.outputs), String(plain(user.outputs).restToken), words);
  expect(await command("GET", "shop:1")).toEqual({ result: null });
  expect(await command("SET", "shop:1", "x")).toMatchObject({ error: expect.stringContaining("NOPERM") });
  expect(await command("GET", "other:1")).toMatchObject({ error: expect.stringContaining("NOPERM") });
  await plugin.client.delete("seaworthy:upstash:AclUser", user);
  expect(await command("GET", "shop:1")).toMatchObject({ error: expect.stringMatching(/WRONGPASS|Unauthorized/) });
  await plugin.client.delete("seaworthy:upstash:RedisDatabase", redis);
});

test("a user that somebody changed is reported, and set right with the same token", async () => {
  const type = "seaworthy:upstash:AclUser";
  const redis = await plugin.client.create("seaworthy:upstash:RedisDatabase", {
    name: "drift",
    region: "eu-central-1",
    platform: "aws",
    eviction: false,
    tls: false,
  });
  const inputs = { databaseId: redis.id, username: "reader", rules: ["~shop:*", "+@read"] };
  const user = await plugin.client.create(type, inputs);
  const admin = (...words: string[]) => redisCommand(plain(redis.outputs), String(plain(redis.outputs).restToken), words);
  const reported = async () => {
    const found = await plugin.client.read(type, user.id, user);
    return found && (await plugin.client.diff(type, found, inputs)).changed;
  };
  expect(await reported()).toBe(false);
  await admin("ACL", "SETUSER", "reader", "+set");
  expect(await reported()).toBe(true);
  const mended = await plugin.client.update(type, user, inputs);
  expect(plain(mended.outputs).restToken).toBe(plain(user.outputs).restToken);
  expect(await reported()).toBe(false);
  await admin("ACL", "SETUSER", "reader", "resetpass");
  expect(await reported()).toBe(true);
  await plugin.client.delete("seaworthy:upstash:RedisDatabase", redis);
});

test("an existing secret is imported from an environment variable", async () => {
  const importing = await startPlugin(
    { command: join(import.meta.dirname, "pulumi-resource-seaworthy"), args: [] },
    { EXISTING_SECRET: "canary-existing-secret" },
  );
  await importing.client.configure("pulumi:providers:seaworthy", {});
  const found = await importing.client.read("seaworthy:index:Credential", "EXISTING_SECRET");
  expect(found?.outputs.value).toEqual(new Secret("canary-existing-secret"));
  expect(`${found?.id} ${JSON.stringify(found?.inputs)}`).not.toContain("canary");
  await expect(importing.client.read("seaworthy:index:Credential", "NOT_SET")).rejects.toThrow(/NOT_SET is not set/);
  await importing.kill();
});

test("an existing role is imported, with the password of PGPASSWORD", async () => {
  const importing = await startPlugin(
    { command: join(import.meta.dirname, "pulumi-resource-seaworthy"), args: [] },
    { PGPASSWORD: adminPassword },
  );
  await importing.client.configure("pulumi:providers:seaworthy", {});
  const found = await importing.client.read("seaworthy:index:DatabaseRole", `${host}/postgres/postgres/authenticator`);
  expect(found?.inputs).toMatchObject({
    host,
    name: "authenticator",
    memberOf: expect.arrayContaining(["anon", "authenticated", "service_role"]),
  });
  expect(await importing.client.read("seaworthy:index:DatabaseRole", `${host}/postgres/postgres/nobody_here`)).toBeUndefined();
  await importing.kill();
});

test("a role logs in with its password, takes on other roles, and is gone with its sessions", async () => {
  const inputs = { ...access(), name: "short_lived", password: new Secret(rolePassword), memberOf: ["anon"], settings: {} };
  const role = await plugin.client.create("seaworthy:index:DatabaseRole", inputs);
  const session = await login("short_lived", rolePassword);
  const ended = new Promise((resolve) => session.on("error", resolve));
  await session.query("set role anon");
  await session.query("reset role");
  await expect(session.query("set role service_role")).rejects.toThrow(/permission denied/);
  const owner = await login("postgres", adminPassword);
  await owner.query("grant short_lived to postgres; grant create on schema public to short_lived");
  await owner.query("create table handed_over (id int)");
  await owner.query("alter table handed_over owner to short_lived");
  await plugin.client.delete("seaworthy:index:DatabaseRole", role);
  await ended;
  const { rows } = await owner.query("select tableowner from pg_tables where tablename = 'handed_over'");
  expect(rows).toEqual([{ tableowner: "postgres" }]);
  await owner.end();
  await expect(login("short_lived", rolePassword)).rejects.toThrow();
});

test("neither password is on the wire: the server is sent SCRAM proofs and a verifier", async () => {
  const wire = await listenIn(host);
  const inputs = { ...access(), host: wire.host, name: "verified", password: new Secret(rolePassword), memberOf: [], settings: {} };
  const role = await plugin.client.create("seaworthy:index:DatabaseRole", inputs);
  expect(wire.heard()).toContain("SCRAM-SHA-256$4096:");
  expect(wire.heard()).not.toContain("canary");
  await plugin.client.delete("seaworthy:index:DatabaseRole", role);
  wire.close();
});

test("a migration that fails is rolled back and reported with its file", async () => {
  const broken = mkdtempSync(join(tmpdir(), "sea-broken-"));
  writeFileSync(join(broken, "0001_posts.sql"), "-- Up Migration\nselect 1;\n");
  writeFileSync(join(broken, "0002_good.sql"), "-- Up Migration\ncreate table half_applied (id int);\n");
  writeFileSync(join(broken, "0003_bad.sql"), "-- Up Migration\ncreate table half_applied (id int);\n");
  const attempt = plugin.client.create("seaworthy:index:Migrations", { ...access(), directory: broken });
  await expect(attempt).rejects.toThrow(
    /MIGRATION_FAILED: Migration 0003_bad\.sql failed: relation "half_applied" already exists.*Nothing of this run was applied/,
  );
  const owner = await login("postgres", adminPassword);
  expect((await owner.query("select to_regclass('half_applied') as there")).rows).toEqual([{ there: null }]);
  await owner.end();
  rmSync(broken, { recursive: true });
});

test("a wrong password is a clear error without it", async () => {
  const inputs = {
    ...access(),
    adminPassword: new Secret("canary-wrong-password"),
    name: "nobody",
    password: new Secret(rolePassword),
    memberOf: [],
    settings: {},
  };
  const attempt = plugin.client.create("seaworthy:index:DatabaseRole", inputs);
  await expect(attempt).rejects.toThrow(/DATABASE_UNREACHABLE: Database postgres at .* did not let postgres in/);
  await expect(attempt).rejects.not.toThrow(/canary/);
});

test("a credential goes through its phases, keeps both values while it does, and a step made twice changes nothing", async () => {
  const type = "seaworthy:index:Credential";
  const { inputs } = await plugin.client.check(type, { purpose: "test", bytes: 48, encoding: "hex" });
  const first = await plugin.client.create(type, inputs);
  const pending = await plugin.client.update(type, first, { ...inputs, step: "pending:2" });
  expect(plain(pending.outputs)).toMatchObject({ phase: "pending", value: plain(first.outputs).value, generation: 1 });
  expect(String(plain(pending.outputs).other)).toMatch(/^[0-9a-f]{96}$/);
  const again = await plugin.client.update(type, pending, { ...inputs, step: "pending:2" });
  expect(plain(again.outputs).other).toBe(plain(pending.outputs).other);
  const published = await plugin.client.update(type, again, { ...inputs, step: "publish:2" });
  expect(plain(published.outputs)).toMatchObject({ value: plain(pending.outputs).other, other: plain(first.outputs).value, generation: 2 });
  const described = await plugin.client.update(type, published, { ...inputs, purpose: "other words" });
  expect(plain(described.outputs)).toMatchObject({ phase: "published", value: plain(published.outputs).value });
  const retired = await plugin.client.update(type, described, { ...inputs, step: "retire:2" });
  expect(plain(retired.outputs)).toMatchObject({ phase: "steady", other: "", generation: 2 });
  const skipped = plugin.client.update(type, retired, { ...inputs, step: "publish:3" });
  await expect(skipped).rejects.toThrow(/steady at generation 2 cannot go to publish:3/);
});

test("all mistakes are told at once", async () => {
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
  const bare = await startPlugin(
    { command: join(import.meta.dirname, "pulumi-resource-seaworthy"), args: [] },
    { SUPABASE_ACCESS_TOKEN: "", SUPABASE_API_ENDPOINT: cloud.control.supabase },
  );
  await bare.client.configure("pulumi:providers:seaworthy", {});
  const attempt = bare.client.create("seaworthy:supabase:Pooler", { projectRef: ref, poolMode: "session", defaultPoolSize: 5 });
  await expect(attempt).rejects.toThrow(/CONFIG_INVALID: Set SUPABASE_ACCESS_TOKEN \(or seaworthy:supabaseAccessToken\)/);
  expect(bare.stderr()).toBe("");
  await bare.kill();
});

test("of the project's own configuration, which has the same namespace, nothing gets into state", async () => {
  expect(await plugin.client.checkConfig("pulumi:providers:seaworthy", { environment: "local", database: "{}" })).toEqual([]);
});

async function startSeaworthy(): Promise<RunningPlugin> {
  const started = await startPlugin({ command: join(import.meta.dirname, "pulumi-resource-seaworthy"), args: [] });
  await started.client.configure("pulumi:providers:seaworthy", {
    supabaseEndpoint: cloud.control.supabase,
    supabaseAccessToken: new Secret(cloud.tokens.supabase),
    upstashEndpoint: cloud.control.upstash,
    upstashEmail: "local@seaworthy.localhost",
    upstashApiKey: new Secret(cloud.tokens.upstash),
  });
  return started;
}

async function supabase(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${cloud.tokens.supabase}`, "content-type": "application/json" };
  const response = await fetch(cloud.control.supabase + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (await response.json()) as Record<string, unknown>;
}

async function redisCommand(redis: Values, token: string, words: readonly string[]): Promise<unknown> {
  const response = await fetch(String(redis.restUrl), {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify(words),
  });
  return response.json();
}

/** A relay in front of a server that keeps what clients send. */
async function listenIn(target: string): Promise<{ host: string; heard: () => string; close: () => void }> {
  const [address = "", port = ""] = target.split(":");
  let heard = "";
  const relay = createServer((client) => {
    const server = connect(Number(port), address);
    client.on("data", (chunk) => {
      heard += chunk.toString("latin1");
    });
    client.pipe(server).pipe(client);
  });
  await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
  const bound = relay.address();
  return { host: `127.0.0.1:${typeof bound === "object" ? bound?.port : ""}`, heard: () => heard, close: () => relay.close() };
}

async function login(user: string, password: string): Promise<pg.Client> {
  const [address = "", port = ""] = host.split(":");
  const client = new pg.Client({ host: address, port: Number(port), database: "postgres", user, password });
  await client.connect();
  return client;
}
