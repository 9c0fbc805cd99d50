import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestCloud, type TestCloud } from "../../testing.ts";
import { createSupabase } from "./index.ts";
import { call, createTestProject, portsOf, query } from "./testing.ts";

let cloud: TestCloud;
let ref: string;

beforeAll(async () => {
  cloud = await startTestCloud({ vendors: [createSupabase] });
  ref = await createTestProject(cloud);
});
afterAll(() => cloud?.close());

const at = (path: string) => `/v1/projects/${ref}${path}`;
const sql = async (text: string) => query({ port: (await portsOf(cloud, ref)).direct }, text);
const overHttp = async (text: string) =>
  (await call(cloud, "POST", at("/database/query"), { query: text })).body;

describe("API keys of a new project", () => {
  const ofTypes = async () => {
    const { body } = await call(cloud, "GET", at("/api-keys?reveal=true"));
    return (body as unknown as { type: string; name: string; api_key: string }[]).map(
      ({ type, name, api_key: key }) => [type, name, key.slice(0, 7)],
    );
  };
  const fresh = [
    ["legacy", "anon", "eyJhbGc"],
    ["legacy", "service_role", "eyJhbGc"],
    ["publishable", "default", "sb_publ"],
    ["secret", "default", "sb_secr"],
  ];

  it("are two legacy ones and two named default, created once", async () => {
    expect(await ofTypes()).toEqual(fresh);
    await cloud.restart();
    expect(await ofTypes()).toEqual(fresh);
  });

  it("stay deleted", async () => {
    const { body } = await call(cloud, "GET", at("/api-keys"));
    const secret = (body as unknown as { type: string; id: string }[]).find(
      ({ type }) => type === "secret",
    );
    await call(cloud, "DELETE", at(`/api-keys/${secret?.id}`));
    await cloud.restart();
    expect(await ofTypes()).toEqual(fresh.slice(0, 3));
  });
});

describe("config/auth", () => {
  it("of a new project has Supabase's defaults, and no flag is null", async () => {
    const { body } = await call(cloud, "GET", at("/config/auth"));
    expect(body).toMatchObject({
      jwt_exp: 3600,
      disable_signup: false,
      password_min_length: 6,
      external_email_enabled: true,
      site_url: "http://localhost:3000",
      smtp_pass: null,
    });
    const flags = Object.entries(body).filter(([name]) => /_enabled$|^disable_/.test(name));
    expect(flags.filter(([, value]) => typeof value !== "boolean")).toEqual([]);
  });

  it.each([
    "smtp_pass",
    "external_github_secret",
    "hook_send_sms_secrets",
    "sms_twilio_auth_token",
  ])("never returns %s, has the same fingerprint each time, and merges", async (name) => {
    const set = await call(cloud, "PATCH", at("/config/auth"), { [name]: "a secret value" });
    const { body } = await call(cloud, "GET", at("/config/auth"));
    expect(body[name]).toMatch(/^[0-9a-f]{64}$/);
    expect(body[name]).toBe(set.body[name]);
    expect(JSON.stringify(body)).not.toContain("a secret value");
    await call(cloud, "PATCH", at("/config/auth"), { jwt_exp: 1800 });
    const after = await call(cloud, "GET", at("/config/auth"));
    expect([after.body[name], after.body.jwt_exp]).toEqual([body[name], 1800]);
  });
});

it.each([
  [{ jwt_exp: 604_800, password_min_length: 6, mailer_otp_length: 10 }, 200],
  [{ jwt_exp: 604_801 }, 400],
  [{ jwt_exp: -1 }, 400],
  [{ jwt_exp: 1.5 }, 400],
  [{ password_min_length: 5 }, 400],
  [{ mailer_otp_length: 11 }, 400],
  [{ rate_limit_otp: 0 }, 400],
  [{ sms_otp_length: 32_768 }, 400],
])("config/auth of %j answers %i", async (body, status) => {
  expect((await call(cloud, "PATCH", at("/config/auth"), body)).status).toBe(status);
});

describe("database/query", () => {
  it.each([
    ["select count(*) from auth.users", [{ count: 0 }]],
    ["select 9007199254740991::bigint as n", [{ n: 9_007_199_254_740_991 }]],
    ["select 9007199254740993::bigint as n", [{ n: "9007199254740993" }]],
    ["select 1.50::numeric as n, 1.5::float8 as f, 1::int as i", [{ n: "1.50", f: 1.5, i: 1 }]],
    ["select '2026-01-02'::date as d", [{ d: "2026-01-02" }]],
    ["select '2026-01-02 03:04:05+00'::timestamptz as t", [{ t: "2026-01-02 03:04:05+00" }]],
    ["select array[1,null]::int[] as i, array['a,b']::text[] as t", [{ i: [1, null], t: ["a,b"] }]],
    ["select array[1,2]::int8[] as n, array[1.5]::numeric[] as d", [{ n: ["1", "2"], d: [1.5] }]],
    ["select array['2026-01-02']::date[] as d", [{ d: ["2026-01-02"] }]],
    ["select interval '1 day 02:00' as i, point(1,2) as p", [{ i: "1 day 02:00:00", p: "(1,2)" }]],
    ["select '\\x01'::bytea as b", [{ b: { type: "Buffer", data: [1] } }]],
    ["select 1 as a; select 2 as b", [{ b: 2 }]],
    ["copy (select 1) to stdout", []],
  ])("%s", async (text, rows) => {
    expect(await overHttp(text)).toEqual(rows);
  });

  it.each([
    ["create temp table t (a int); copy t from stdin", "COPY from stdin failed"],
    ["copy auth.users from stdin", "COPY from stdin failed"],
    ["select pg_terminate_backend(pg_backend_pid())", "terminat"],
  ])("%s ends in an answer, and the next query works", async (text, reason) => {
    const answer = await call(cloud, "POST", at("/database/query"), { query: text });
    expect([answer.status, answer.body.message]).toEqual([400, expect.stringContaining(reason)]);
    expect(await overHttp("select 1 as n")).toEqual([{ n: 1 }]);
  });
});

describe("calls of Supabase's command line", () => {
  it("return the user, no function and no branch", async () => {
    expect((await call(cloud, "GET", "/v1/profile")).body).toEqual({
      gotrue_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      primary_email: expect.stringContaining("@"),
      username: expect.any(String),
    });
    expect((await call(cloud, "GET", at("/functions"))).body).toEqual([]);
    expect((await call(cloud, "GET", at("/branches"))).body).toEqual([]);
    expect((await call(cloud, "GET", "/v1/projects/absentprojectabsentp/functions")).status).toBe(
      404,
    );
  });

  it.each([
    ["POST", "/functions/deploy?slug=a", "Edge Functions"],
    ["DELETE", "/functions/a", "Edge Functions"],
    ["POST", "/branches", "branches"],
  ])("%s %s is refused by name", async (method, path, name) => {
    const answer = await call(cloud, method, at(path), {});
    expect([answer.status, answer.body.message]).toEqual([501, expect.stringContaining(name)]);
  });

  it("merge config/storage, and refuse what it does not have", async () => {
    expect((await call(cloud, "GET", at("/config/storage"))).body).toMatchObject({
      fileSizeLimit: 52_428_800,
      features: { imageTransformation: { enabled: false }, s3Protocol: { enabled: true } },
      external: { upstreamTarget: "main" },
    });
    const change = (body: object) => call(cloud, "PATCH", at("/config/storage"), body);
    await change({ fileSizeLimit: 1024, features: { imageTransformation: { enabled: true } } });
    await change({ features: { s3Protocol: { enabled: false } } });
    expect((await call(cloud, "GET", at("/config/storage"))).body).toMatchObject({
      fileSizeLimit: 1024,
      features: { imageTransformation: { enabled: true }, s3Protocol: { enabled: false } },
    });
    expect((await change({ fileSize: 1 })).status).toBe(400);
    expect((await change({ fileSizeLimit: -1 })).status).toBe(400);
  });

  it("store digests of secrets", async () => {
    const names = async () =>
      (await call(cloud, "GET", at("/secrets"))).body as unknown as Record<string, string>[];
    await call(cloud, "POST", at("/secrets"), [
      { name: "A", value: "one" },
      { name: "B", value: "two" },
    ]);
    await call(cloud, "POST", at("/secrets"), [{ name: "A", value: "three" }]);
    expect(await names()).toEqual([
      { name: "B", value: expect.stringMatching(/^[0-9a-f]{64}$/), updated_at: expect.any(String) },
      { name: "A", value: expect.stringMatching(/^[0-9a-f]{64}$/), updated_at: expect.any(String) },
    ]);
    await call(cloud, "DELETE", at("/secrets"), ["A", "absent"]);
    expect((await names()).map(({ name }) => name)).toEqual(["B"]);
    const refused = await call(cloud, "POST", at("/secrets"), [{ name: "SUPABASE_A", value: "" }]);
    expect(refused.status).toBe(400);
  });

  it("list the buckets that SQL created", async () => {
    await sql("insert into storage.buckets (id, name, public) values ('b', 'b', true)");
    expect((await call(cloud, "GET", at("/storage/buckets"))).body).toMatchObject([
      { id: "b", name: "b", owner: "", public: true },
    ]);
  });
});

describe("the compute add-on", () => {
  const addon = "/billing/addons";
  const live = async () => Number((await sql("show max_connections"))[0]?.max_connections);
  const choose = (variant: string) =>
    fetch(`${cloud.control.supabase}${at(addon)}`, {
      method: "PATCH",
      headers: { authorization: `Bearer ${cloud.tokens.supabase}` },
      body: JSON.stringify({ addon_type: "compute_instance", addon_variant: variant }),
    });
  const selected = async () =>
    (await call(cloud, "GET", at(addon))).body.selected_addons as { variant: { id: string } }[];

  it("changes max_connections of the running server, below the requested value", async () => {
    expect(await live()).toBe(60);
    expect((await choose("ci_medium")).status).toBe(200);
    expect([await live(), (await selected())[0]?.variant.id]).toEqual([120, "ci_medium"]);
    expect(await sql("show effective_cache_size")).toEqual([{ effective_cache_size: "3GB" }]);
    expect(await sql("show shared_buffers")).not.toEqual([{ shared_buffers: "24MB" }]);
    await call(cloud, "PUT", at("/config/database/postgres"), { max_connections: 70 });
    await choose("ci_large");
    expect(await live()).toBe(70);
    await call(cloud, "PUT", at("/config/database/postgres"), {});
    expect(await live()).toBe(160);
    await cloud.restart();
    expect(await live()).toBe(160);
  });

  it.each([
    ["ci_huge", "compute_instance", 400],
    ["ci_nano", "compute_instance", 400],
    ["pitr_7", "pitr", 501],
    ["ci_small", "unknown", 400],
  ])("%s of %s is refused with %i", async (variant, type, status) => {
    const answer = await call(cloud, "PATCH", at(addon), {
      addon_type: type,
      addon_variant: variant,
    });
    expect(answer.status).toBe(status);
  });
});

describe("postgres, which is not a superuser,", () => {
  it.each([
    "create extension moddatetime",
    "create extension postgres_fdw",
    "create server other foreign data wrapper postgres_fdw options (host '127.0.0.1')",
    "create extension dblink",
    "create extension pg_trgm",
    "create extension hstore schema extensions",
    "alter role authenticator set pgrst.db_schemas = 'public, api'",
    "alter role authenticator reset pgrst.db_schemas",
    "alter role authenticator set pgrst.db_pre_request = 'public.check_request'",
    "set session_replication_role = replica",
  ])("may %s", async (text) => {
    await expect(sql(text)).resolves.toBeDefined();
  });

  it.each([
    "create extension file_fdw",
    "create extension pageinspect",
    "create extension adminpack",
  ])("may not %s", async (text) => {
    await expect(sql(text)).rejects.toThrow(/permission denied|not available/);
  });
});
