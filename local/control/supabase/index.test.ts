import postgres from "postgres";
import { SupabaseManagementAPI, SupabaseManagementAPIError } from "supabase-management-js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestCloud, type TestCloud } from "../../testing.ts";
import { createSupabase } from "./index.ts";

const password = 'it\'s a \\ "password" ü';

let cloud: TestCloud;
let client: SupabaseManagementAPI;
let ref: string;

beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [createSupabase] });
  client = new SupabaseManagementAPI({ accessToken: cloud.tokens.supabase, baseUrl: cloud.control.supabase });
  const created = await client.createAProject({
    name: "shop",
    db_pass: password,
    organization_slug: "seaworthy-local",
    region_selection: { type: "specific", code: "eu-central-1" },
  });
  ref = created.data.ref;
});

afterAll(() => cloud.close());

/** The answer's status and body, without the official client's types: for what it would not send. */
async function call(method: string, path: string, body?: unknown, token = cloud.tokens.supabase) {
  const response = await fetch(`${cloud.control.supabase}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function query(port: number, user: string, pass: string, text: string): Promise<Record<string, unknown>[]> {
  const sql = postgres({ host: "127.0.0.1", port, user, password: pass, database: "postgres", max: 1, prepare: false, onnotice: () => {} });
  try {
    return [...(await sql.unsafe(text))] as Record<string, unknown>[];
  } finally {
    await sql.end();
  }
}

async function ports(): Promise<{ direct: number; pooler: number }> {
  const { data } = await client.getProject(ref);
  const { data: poolers } = await client.getPoolerConfig(ref);
  return { direct: Number(data.database.host.split(":")[1]), pooler: poolers[0]?.db_port ?? 0 };
}

describe("the official client", () => {
  it("reads a project as it was created", async () => {
    const { data } = await client.getProject(ref);
    expect(data).toMatchObject({
      id: ref,
      ref: expect.stringMatching(/^seaworthy[a-z]{11}$/),
      organization_slug: "seaworthy-local",
      name: "shop",
      region: "eu-central-1",
      status: "ACTIVE_HEALTHY",
      database: { host: expect.stringMatching(/^127\.0\.0\.1:\d+$/), postgres_engine: expect.stringMatching(/^\d+$/) },
    });
  });

  it("lists projects and organizations", async () => {
    expect((await client.listAllProjects()).data.map((project) => project.ref)).toContain(ref);
    expect((await client.listAllOrganizations()).data).toEqual([
      { id: "seaworthy-local", slug: "seaworthy-local", name: "Seaworthy local" },
    ]);
    expect((await client.getAnOrganization("seaworthy-local")).data).toMatchObject({ id: "seaworthy-local", plan: "free" });
  });

  it("renames a project", async () => {
    expect((await client.updateAProject(ref, { name: "store" })).data).toMatchObject({ ref, name: "store" });
    expect((await client.getProject(ref)).data.name).toBe("store");
  });

  it("finds every service healthy", async () => {
    const asked = ["auth", "db", "db_postgres_user", "pg_bouncer", "pooler", "realtime", "rest", "storage"] as const;
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
    expect(network).toMatchObject({ status: "applied", config: { dbAllowedCidrs: ["203.0.113.0/24"] } });
    expect((await client.getNetworkRestrictions(ref)).data.config).toEqual(network.config);
    await client.updateSslEnforcementConfig(ref, { requestedConfig: { database: true } });
    expect((await client.getSslEnforcementConfig(ref)).data).toEqual({ currentConfig: { database: true }, appliedSuccessfully: true });
    await client.updatePostgrestServiceConfig(ref, { max_rows: 50, db_schema: "public,api" });
    expect((await client.getPostgrestServiceConfig(ref)).data).toMatchObject({ max_rows: 50, db_schema: "public,api", db_pool: null });
    await client.updateAuthServiceConfig(ref, { site_url: "https://app.example.com", disable_signup: true });
    expect((await client.getAuthServiceConfig(ref)).data).toMatchObject({
      site_url: "https://app.example.com",
      disable_signup: true,
      jwt_exp: null,
    });
    expect((await client.listProjectAddons(ref)).data).toEqual({ selected_addons: [], available_addons: [] });
  });

  it("makes, reads, changes and deletes API keys, masking secret ones", async () => {
    expect((await client.getProjectApiKeys(ref, { reveal: true })).data.map((key) => key.name)).toEqual(["anon", "service_role"]);
    const { data: key } = await client.createProjectApiKey(
      ref,
      { name: "worker", type: "secret", secret_jwt_template: { role: "service_role" } },
      { reveal: true },
    );
    expect(key.api_key).toMatch(/^sb_secret_[\w-]{22}_[\w-]{8}$/);
    const id = key.id ?? "";
    expect((await client.getProjectApiKey(ref, id)).data.api_key).not.toContain(key.api_key);
    expect((await client.getProjectApiKey(ref, id, { reveal: true })).data.api_key).toBe(key.api_key);
    expect((await client.updateProjectApiKey(ref, id, { description: "the Worker's" })).data).toMatchObject({
      name: "worker",
      description: "the Worker's",
    });
    await client.deleteProjectApiKey(ref, id);
    await expect(client.getProjectApiKey(ref, id)).rejects.toMatchObject({ status: 404 });
  });

  it("turns legacy keys off and on", async () => {
    await client.updateProjectLegacyApiKeys(ref, { enabled: false });
    expect((await client.getProjectLegacyApiKeys(ref)).data).toEqual({ enabled: false });
    expect((await client.getProjectApiKeys(ref)).data).toEqual([]);
    await client.updateProjectLegacyApiKeys(ref, { enabled: true });
  });

  it("runs SQL as postgres, and read-only as a role that cannot write", async () => {
    expect((await client.runAQuery(ref, { query: "select current_user as who; select 1 + 1 as two" })).data).toEqual([{ two: 2 }]);
    await client.runAQuery(ref, { query: "create table public.notes (id int)" });
    await expect(
      client.runAQuery(ref, { query: "set transaction read write; insert into notes values (1)", read_only: true }),
    ).rejects.toMatchObject({
      status: 400,
      data: { message: "Failed to run sql query: permission denied for table notes" },
    });
    expect((await client.runAQuery(ref, { query: "select count(*)::int as n from notes", read_only: true })).data).toEqual([{ n: 0 }]);
  });

  it("throws its own error for a wrong token", async () => {
    const stranger = new SupabaseManagementAPI({ accessToken: "sbp_wrong", baseUrl: cloud.control.supabase });
    const refusal = await stranger.listAllProjects().catch((thrown: unknown) => thrown);
    expect(refusal).toBeInstanceOf(SupabaseManagementAPIError);
    expect(refusal).toMatchObject({ status: 401, data: { message: "Unauthorized" } });
  });
});

describe("settings of the database", () => {
  it("are taken up live, with a restart where PostgreSQL needs one", async () => {
    const { direct } = await ports();
    await client.updatePostgresConfig(ref, { statement_timeout: "7s", work_mem: "3MB" });
    expect(await query(direct, "postgres", password, "show statement_timeout")).toEqual([{ statement_timeout: "7s" }]);
    await client.updatePostgresConfig(ref, { max_connections: 77, statement_timeout: "7s" });
    expect(await query(direct, "postgres", password, "show max_connections")).toEqual([{ max_connections: "77" }]);
    expect(await query(direct, "postgres", password, "show work_mem")).toEqual([{ work_mem: "4MB" }]);
    expect((await client.getPostgresConfig(ref)).data).toEqual({ max_connections: 77, statement_timeout: "7s" });
  });

  it("wait for the next restart when none is allowed", async () => {
    const { direct } = await ports();
    await client.updatePostgresConfig(ref, { max_connections: 88, restart_database: false });
    expect(await query(direct, "postgres", password, "show max_connections")).toEqual([{ max_connections: "77" }]);
    await client.updatePostgresConfig(ref, { max_connections: 88 });
    expect(await query(direct, "postgres", password, "show max_connections")).toEqual([{ max_connections: "88" }]);
  });

  it("that PostgreSQL refuses change nothing", async () => {
    const { direct } = await ports();
    expect(await call("PUT", `/v1/projects/${ref}/config/database/postgres`, { max_wal_size: "9999999TB" })).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('invalid value for parameter "max_wal_size"') },
    });
    // Passes the check of single values; the server itself refuses to start, for its reserved connections.
    expect((await call("PUT", `/v1/projects/${ref}/config/database/postgres`, { max_connections: 2 })).status).toBe(400);
    expect((await client.getPostgresConfig(ref)).data).toEqual({ max_connections: 88 });
    expect(await query(direct, "postgres", password, "show max_connections")).toEqual([{ max_connections: "88" }]);
  });
});

describe("passwords", () => {
  it("of new login roles work through the pooler at once, and a changed one replaces the old", async () => {
    const { direct, pooler } = await ports();
    await query(direct, "postgres", password, `create role app_worker login password 'first'; grant anon to app_worker`);
    expect(await query(pooler, "app_worker", "first", "select current_user as who")).toEqual([{ who: "app_worker" }]);
    await query(direct, "postgres", password, `alter role app_worker password 'second'`);
    expect(await query(pooler, "app_worker", "second", "set local role anon; select 1 as one")).toBeDefined();
    await expect(query(pooler, "app_worker", "first", "select 1")).rejects.toThrow();
  });

  it("of postgres are changed by the API", async () => {
    const { direct, pooler } = await ports();
    await client.updateDatabasePassword(ref, { password: "another one" });
    expect(await query(direct, "postgres", "another one", "select 1 as one")).toEqual([{ one: 1 }]);
    expect(await query(pooler, "postgres", "another one", "select 1 as one")).toEqual([{ one: 1 }]);
    await expect(query(direct, "postgres", password, "select 1")).rejects.toThrow(/password authentication failed/);
    await expect(query(pooler, "postgres", password, "select 1")).rejects.toThrow();
    await client.updateDatabasePassword(ref, { password });
  });
});

describe("refusals", () => {
  const create = {
    name: "x",
    db_pass: "long enough",
    organization_slug: "seaworthy-local",
    region_selection: { type: "specific", code: "eu-west-1" },
  };
  const cases: [string, string, string, unknown, number, RegExp][] = [
    ["a short password", "POST", "/v1/projects", { ...create, db_pass: "abc" }, 400, /^db_pass: /],
    [
      "an unknown region",
      "POST",
      "/v1/projects",
      { ...create, region_selection: { type: "specific", code: "mars-1" } },
      400,
      /^region_selection\.code: /,
    ],
    ["no region", "POST", "/v1/projects", { ...create, region_selection: undefined }, 400, /^region_selection: Required/],
    ["an unknown organization", "POST", "/v1/projects", { ...create, organization_slug: "other" }, 400, /^organization_slug: /],
    ["an unknown field", "POST", "/v1/projects", { ...create, colour: "red" }, 400, /"colour"/],
    [
      "a field that Supabase has and the local cloud has not",
      "POST",
      "/v1/projects",
      { ...create, template_url: "x" },
      501,
      /template_url/,
    ],
    ["a body that is not JSON", "POST", "/v1/projects", "{", 400, /not JSON/],
    [
      "a pool size out of range",
      "PATCH",
      "/v1/projects/REF/config/database/pooler",
      { default_pool_size: 3001 },
      400,
      /^default_pool_size: /,
    ],
    [
      "a pool that serves nobody",
      "PATCH",
      "/v1/projects/REF/config/database/pooler",
      { default_pool_size: 0 },
      400,
      /^default_pool_size: /,
    ],
    ["an unknown pool mode", "PATCH", "/v1/projects/REF/config/database/pooler", { pool_mode: "statement" }, 400, /^pool_mode: /],
    ["an unknown setting", "PUT", "/v1/projects/REF/config/database/postgres", { fsync: "off" }, 400, /"fsync"/],
    [
      "a setting that would end its line",
      "PUT",
      "/v1/projects/REF/config/database/postgres",
      { work_mem: "4MB'\nport = 1" },
      400,
      /^work_mem: /,
    ],
    [
      "a malformed range",
      "POST",
      "/v1/projects/REF/network-restrictions/apply",
      { dbAllowedCidrs: ["10.0.0.0/33"] },
      400,
      /^dbAllowedCidrs\.0: /,
    ],
    ["an unknown auth field", "PATCH", "/v1/projects/REF/config/auth", { nope: 1 }, 400, /"nope"/],
    ["an API key's bad name", "POST", "/v1/projects/REF/api-keys", { name: "No", type: "secret" }, 400, /^name: /],
    ["an unknown service", "GET", "/v1/projects/REF/health?services=db&services=mail", undefined, 400, /^services: mail/],
    ["an unknown project", "GET", "/v1/projects/seaworthynothere/postgrest", undefined, 404, /not found/],
    ["an unknown project's change", "PATCH", "/v1/projects/seaworthynothere/config/database/pooler", { nope: 1 }, 404, /not found/],
    [
      "a call that is not implemented",
      "GET",
      "/v1/projects/REF/functions",
      undefined,
      501,
      /GET \/v1\/projects\/seaworthy[a-z]+\/functions/,
    ],
  ];

  it.each(cases)("%s", async (_what, method, path, body, status, message) => {
    const answer = await call(method, path.replace("REF", ref), body);
    expect(answer).toEqual({ status, body: { message: expect.stringMatching(message) } });
  });

  it("of every call without the token", async () => {
    for (const token of ["", "sbp_wrong", cloud.tokens.admin]) {
      expect(await call("GET", "/v1/projects", undefined, token)).toEqual({ status: 401, body: { message: "Unauthorized" } });
    }
  });

  it("leave no project behind", async () => {
    expect((await client.listAllProjects()).data).toHaveLength(1);
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
    expect((await client.listAllProjects()).data.map((project) => project.name)).toEqual(["store", "store"]);
    const { data } = await client.deleteAProject(other.ref);
    expect(data).toEqual({ id: expect.any(Number), ref: other.ref, name: "store" });
    expect((await client.listAllProjects()).data.map((project) => project.ref)).toEqual([ref]);
    expect(cloud.context.processes.running().filter(({ name }) => name.includes(other.ref))).toEqual([]);
    expect(Object.keys(cloud.context.ports.all()).filter((name) => name.includes(other.ref))).toEqual([]);
    await expect(client.deleteAProject(other.ref)).rejects.toMatchObject({ status: 404 });
  });
});
