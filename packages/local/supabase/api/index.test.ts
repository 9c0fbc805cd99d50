import { SupabaseManagementAPI, SupabaseManagementAPIError } from "supabase-management-js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestCloud, type TestCloud } from "../../testing.ts";
import { createSupabase } from "./index.ts";
import {
  call,
  createTestProject,
  officialClient,
  portsOf,
  query,
  testPassword,
} from "./testing.ts";

let cloud: TestCloud;
let client: SupabaseManagementAPI;
let ref: string;

beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [createSupabase] });
  client = officialClient(cloud);
  ref = await createTestProject(cloud);
});

afterAll(() => cloud.close());

const ports = () => portsOf(cloud, ref);

const run = (port: number, user: string, password: string, text: string) =>
  query({ port, user, password }, text);

describe("the official client", () => {
  it("reads a project as created", async () => {
    const { data } = await client.getProject(ref);
    expect(data).toMatchObject({
      id: ref,
      ref: expect.stringMatching(/^seaworthy[a-z]{11}$/),
      organization_slug: "seaworthy-local",
      name: "shop",
      region: "eu-central-1",
      status: "ACTIVE_HEALTHY",
      database: {
        host: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
        postgres_engine: expect.stringMatching(/^\d+$/),
      },
    });
  });

  it("lists projects and organizations", async () => {
    expect((await client.listAllProjects()).data.map((project) => project.ref)).toContain(ref);
    expect((await client.listAllOrganizations()).data).toEqual([
      { id: "seaworthy-local", slug: "seaworthy-local", name: "Seaworthy local" },
    ]);
    expect((await client.getAnOrganization("seaworthy-local")).data).toMatchObject({
      id: "seaworthy-local",
      plan: "free",
    });
  });

  it("renames a project", async () => {
    expect((await client.updateAProject(ref, { name: "store" })).data).toMatchObject({
      ref,
      name: "store",
    });
    expect((await client.getProject(ref)).data.name).toBe("store");
  });

  it("finds every service healthy", async () => {
    const asked = [
      "auth",
      "db",
      "db_postgres_user",
      "pg_bouncer",
      "pooler",
      "realtime",
      "rest",
      "storage",
    ] as const;
    const { data } = await client.getServicesHealth(ref, { services: [...asked] });
    expect(data).toEqual(asked.map((name) => ({ name, healthy: true, status: "ACTIVE_HEALTHY" })));
  });

  it("reads the pooler's live configuration", async () => {
    const { data } = await client.getProjectPgbouncerConfig(ref);
    expect(data).toMatchObject({
      pool_mode: "transaction",
      default_pool_size: 15,
      max_client_conn: 200,
      ignore_startup_parameters: "extra_float_digits",
    });
  });

  it("keeps network restrictions, TLS enforcement, PostgREST and auth configuration", async () => {
    const { data: network } = await client.updateNetworkRestrictions(ref, {
      dbAllowedCidrs: ["203.0.113.0/24"],
      dbAllowedCidrsV6: ["2001:db8::/32"],
    });
    expect(network).toMatchObject({
      status: "applied",
      config: { dbAllowedCidrs: ["203.0.113.0/24"] },
    });
    expect((await client.getNetworkRestrictions(ref)).data.config).toEqual(network.config);
    await client.updateSslEnforcementConfig(ref, { requestedConfig: { database: true } });
    expect((await client.getSslEnforcementConfig(ref)).data).toEqual({
      currentConfig: { database: true },
      appliedSuccessfully: true,
    });
    await client.updateSslEnforcementConfig(ref, { requestedConfig: { database: false } });
    await client.updatePostgrestServiceConfig(ref, { max_rows: 50, db_schema: "public,api" });
    expect((await client.getPostgrestServiceConfig(ref)).data).toMatchObject({
      max_rows: 50,
      db_schema: "public,api",
      db_pool: null,
    });
    await client.updateAuthServiceConfig(ref, {
      site_url: "https://app.example.com",
      disable_signup: true,
    });
    expect((await client.getAuthServiceConfig(ref)).data).toMatchObject({
      site_url: "https://app.example.com",
      disable_signup: true,
      jwt_exp: 3600,
    });
    expect((await client.listProjectAddons(ref)).data).toMatchObject({ selected_addons: [] });
  });

  it("creates, reads, changes and deletes API keys, masking secret ones", async () => {
    expect(
      (await client.getProjectApiKeys(ref, { reveal: true })).data.map((key) => key.name),
    ).toEqual(["anon", "service_role", "default", "default"]);
    const { data: key } = await client.createProjectApiKey(
      ref,
      { name: "worker", type: "secret", secret_jwt_template: { role: "service_role" } },
      { reveal: true },
    );
    expect(key.api_key).toMatch(/^sb_secret_[\w-]{22}_[\w-]{8}$/);
    const id = key.id ?? "";
    expect((await client.getProjectApiKey(ref, id)).data.api_key).not.toContain(key.api_key);
    expect((await client.getProjectApiKey(ref, id, { reveal: true })).data.api_key).toBe(
      key.api_key,
    );
    expect(
      (await client.updateProjectApiKey(ref, id, { description: "the Worker's" })).data,
    ).toMatchObject({
      name: "worker",
      description: "the Worker's",
    });
    await client.deleteProjectApiKey(ref, id);
    await expect(client.getProjectApiKey(ref, id)).rejects.toMatchObject({ status: 404 });
  });

  it("turns legacy keys off and on", async () => {
    await client.updateProjectLegacyApiKeys(ref, { enabled: false });
    expect((await client.getProjectLegacyApiKeys(ref)).data).toEqual({ enabled: false });
    const { data: keys } = await client.getProjectApiKeys(ref);
    expect(keys.map(({ type }) => type)).toEqual(["publishable", "secret"]);
    await client.updateProjectLegacyApiKeys(ref, { enabled: true });
  });

  it("runs SQL as postgres, and read-only as a role that cannot write", async () => {
    expect(
      (await client.runAQuery(ref, { query: "select current_user as who; select 1 + 1 as two" }))
        .data,
    ).toEqual([{ two: 2 }]);
    expect((await client.runAQuery(ref, { query: "begin; select 1 as one; commit" })).data).toEqual(
      [{ one: 1 }],
    );
    await client.runAQuery(ref, { query: "create table public.notes (id int)" });
    await expect(
      client.runAQuery(ref, {
        query: "set transaction read write; insert into notes values (1)",
        read_only: true,
      }),
    ).rejects.toMatchObject({
      status: 400,
      data: {
        message: "Failed to run sql query: ERROR:  42501: permission denied for table notes\n",
      },
    });
    expect(
      (
        await client.runAQuery(ref, {
          query: "select count(*)::int as n from notes",
          read_only: true,
        })
      ).data,
    ).toEqual([{ n: 0 }]);
  });

  it("throws its own error for an invalid token", async () => {
    const stranger = new SupabaseManagementAPI({
      accessToken: "sbp_wrong",
      baseUrl: cloud.control.supabase,
    });
    const refusal = await stranger.listAllProjects().catch((thrown: unknown) => thrown);
    expect(refusal).toBeInstanceOf(SupabaseManagementAPIError);
    expect(refusal).toMatchObject({ status: 401, data: { message: "Unauthorized" } });
  });
});

describe("database settings", () => {
  it("apply live, with a restart where PostgreSQL needs one", async () => {
    const { direct } = await ports();
    await client.updatePostgresConfig(ref, { statement_timeout: "7s", work_mem: "3MB" });
    expect(await run(direct, "postgres", testPassword, "show statement_timeout")).toEqual([
      { statement_timeout: "7s" },
    ]);
    await client.updatePostgresConfig(ref, { max_connections: 77, statement_timeout: "7s" });
    expect(await run(direct, "postgres", testPassword, "show max_connections")).toEqual([
      { max_connections: "77" },
    ]);
    expect(await run(direct, "postgres", testPassword, "show work_mem")).toEqual([
      { work_mem: "4MB" },
    ]);
    expect((await client.getPostgresConfig(ref)).data).toEqual({
      max_connections: 77,
      statement_timeout: "7s",
    });
  });

  it("wait for the next restart when none is allowed", async () => {
    const { direct } = await ports();
    await client.updatePostgresConfig(ref, { max_connections: 88, restart_database: false });
    expect(await run(direct, "postgres", testPassword, "show max_connections")).toEqual([
      { max_connections: "77" },
    ]);
    await client.updatePostgresConfig(ref, { max_connections: 88 });
    expect(await run(direct, "postgres", testPassword, "show max_connections")).toEqual([
      { max_connections: "88" },
    ]);
  });

  it("that PostgreSQL refuses change nothing", async () => {
    const { direct } = await ports();
    expect(
      await call(cloud, "PUT", `/v1/projects/${ref}/config/database/postgres`, {
        max_wal_size: "9999999TB",
      }),
    ).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('invalid value for parameter "max_wal_size"') },
    });
    // Passes validation of single values, but the server refuses to start because of its reserved
    // connections.
    expect(
      (
        await call(cloud, "PUT", `/v1/projects/${ref}/config/database/postgres`, {
          max_connections: 2,
        })
      ).status,
    ).toBe(400);
    expect((await client.getPostgresConfig(ref)).data).toEqual({ max_connections: 88 });
    expect(await run(direct, "postgres", testPassword, "show max_connections")).toEqual([
      { max_connections: "88" },
    ]);
  });
});

describe("passwords", () => {
  it("of new login roles work through the pooler at once, and a changed one replaces the old", async () => {
    const { direct, pooler } = await ports();
    await run(
      direct,
      "postgres",
      testPassword,
      `create role app_worker login password 'first'; grant anon to app_worker`,
    );
    expect(await run(pooler, `app_worker.${ref}`, "first", "select current_user as who")).toEqual([
      { who: "app_worker" },
    ]);
    await run(direct, "postgres", testPassword, `alter role app_worker password 'second'`);
    expect(
      await run(pooler, `app_worker.${ref}`, "second", "set local role anon; select 1 as one"),
    ).toBeDefined();
    await expect(run(pooler, `app_worker.${ref}`, "first", "select 1")).rejects.toThrow();
  });

  it("of postgres can be changed by the API", async () => {
    const { direct, pooler } = await ports();
    await client.updateDatabasePassword(ref, { password: "another one" });
    expect(await run(direct, "postgres", "another one", "select 1 as one")).toEqual([{ one: 1 }]);
    expect(await run(pooler, `postgres.${ref}`, "another one", "select 1 as one")).toEqual([
      { one: 1 },
    ]);
    await expect(run(direct, "postgres", testPassword, "select 1")).rejects.toThrow(
      /password authentication failed/,
    );
    await expect(run(pooler, `postgres.${ref}`, testPassword, "select 1")).rejects.toThrow();
    await client.updateDatabasePassword(ref, { password: testPassword });
  });
});

describe("deletion", () => {
  it("stops the servers, frees the ports and forgets the project", async () => {
    const { data: other } = await client.createAProject({
      name: "store",
      db_pass: "same name is fine",
      organization_slug: "seaworthy-local",
      region_selection: { type: "specific", code: "us-east-1" },
    });
    expect((await client.listAllProjects()).data.map((project) => project.name)).toEqual([
      "store",
      "store",
    ]);
    const { data } = await client.deleteAProject(other.ref);
    expect(data).toEqual({ id: expect.any(Number), ref: other.ref, name: "store" });
    expect((await client.listAllProjects()).data.map((project) => project.ref)).toEqual([ref]);
    expect(
      cloud.context.processes.running().filter(({ name }) => name.includes(other.ref)),
    ).toEqual([]);
    expect(
      Object.keys(cloud.context.ports.all()).filter((name) => name.includes(other.ref)),
    ).toEqual([]);
    await expect(client.deleteAProject(other.ref)).rejects.toMatchObject({ status: 404 });
  });
});
