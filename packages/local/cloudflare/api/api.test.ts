import { readdirSync, readFileSync } from "node:fs";
import type Cloudflare from "cloudflare";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accountId, zoneId } from "./ids.ts";
import { type CloudflareTest, startCloudflareTest, textModule } from "./testing.ts";

let cloudflare: CloudflareTest;
let client: Cloudflare;
const account = { account_id: accountId };
const zone = { zone_id: zoneId };

beforeAll(async () => {
  cloudflare = await startCloudflareTest();
  ({ client } = cloudflare);
});
afterAll(() => cloudflare.close());

async function call(
  method: string,
  path: string,
  options: { token?: string | null; body?: unknown } = {},
) {
  const token = options.token === undefined ? cloudflare.cloud.tokens.cloudflare : options.token;
  const answer = await fetch(`${cloudflare.cloud.control.cloudflare}${path}`, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      "content-type": "application/json",
    },
    ...(options.body === undefined
      ? {}
      : { body: typeof options.body === "string" ? options.body : JSON.stringify(options.body) }),
  });
  return {
    status: answer.status,
    body: (await answer.json()) as {
      success: boolean;
      errors: { code: number; message: string }[];
      result: unknown;
    },
  };
}

/** Matcher for a rejection, for `toMatchObject`. */
const refusal = (status: number, code: number, message?: string) => ({
  status,
  errors: [
    expect.objectContaining({
      code,
      ...(message === undefined ? {} : { message: expect.stringContaining(message) }),
    }),
  ],
});

describe("access", () => {
  test("the token is verified; the account and the zone exist", async () => {
    expect(await client.user.tokens.verify()).toMatchObject({ status: "active" });
    expect((await client.zones.list({ name: "localhost" })).result).toMatchObject([
      { id: zoneId, status: "active" },
    ]);
    expect((await client.zones.list({ name: "example.com" })).result).toEqual([]);
    expect(await client.zones.get(zone)).toMatchObject({
      name: "localhost",
      account: { id: accountId },
    });
    expect(await client.accounts.get(account)).toMatchObject({ id: accountId });
  });

  test.each([
    ["none", null, 400, 9106],
    ["a wrong one", "x".repeat(40), 403, 10000],
    ["an empty one", "", 400, 6003],
  ])("token: %s", async (_name, token, status, code) => {
    const { status: given, body } = await call("GET", "/zones", { token });
    expect([given, body.success, body.errors[0]?.code, body.result]).toEqual([
      status,
      false,
      code,
      null,
    ]);
  });

  test("an unknown path is 7003, an unimplemented one 501 with its name", async () => {
    expect(
      (await call("GET", "/zones/0000000000000000000000000000beef/rulesets")).body.errors[0],
    ).toMatchObject({ code: 7003 });
    const missing = await call("GET", `/accounts/${accountId}/r2/buckets`);
    expect([missing.status, missing.body.errors[0]?.message]).toEqual([
      501,
      `GET /accounts/${accountId}/r2/buckets is not implemented by the local cloud.`,
    ]);
  });
});

describe("workers", () => {
  test("are created, read by id and name, updated, listed page by page, deleted", async () => {
    const settings = {
      observability: {
        enabled: true,
        head_sampling_rate: 0.5,
        logs: { enabled: true, invocation_logs: true },
      },
      subdomain: { enabled: false, previews_enabled: false },
      tags: ["a"],
    };
    const created = await client.workers.beta.workers.create({
      ...account,
      name: "crud",
      ...settings,
      logpush: false,
    });
    expect(created).toMatchObject({ name: "crud", ...settings, deployed_on: null });
    expect(await client.workers.beta.workers.get(created.id, account)).toEqual(created);
    expect(await client.workers.beta.workers.get("crud", account)).toEqual(created);
    const updated = await client.workers.beta.workers.update(created.id, {
      ...account,
      name: "crud-2",
      ...settings,
      tags: ["b"],
      logpush: false,
    });
    expect(updated).toMatchObject({ id: created.id, name: "crud-2", tags: ["b"] });
    expect(
      await client.workers.beta.workers.edit(created.id, { ...account, tags: ["c"] } as never),
    ).toMatchObject({
      name: "crud-2",
      tags: ["c"],
      observability: settings.observability,
    });
    for (const name of ["page-1", "page-2", "page-3"])
      await client.workers.beta.workers.create({ ...account, name } as never);
    const names: string[] = [];
    for await (const { name } of client.workers.beta.workers.list({ ...account, per_page: 2 }))
      names.push(name);
    expect(names).toEqual(expect.arrayContaining(["crud-2", "page-1", "page-2", "page-3"]));
    await client.workers.beta.workers.delete(created.id, account);
    await expect(client.workers.beta.workers.get(created.id, account)).rejects.toMatchObject(
      refusal(404, 10007),
    );
  });

  test("a name is unique; all mistakes are reported", async () => {
    await client.workers.beta.workers.create({ ...account, name: "taken" } as never);
    await expect(
      client.workers.beta.workers.create({ ...account, name: "taken" } as never),
    ).rejects.toMatchObject(refusal(409, 10040));
    const wrong = await call("POST", `/accounts/${accountId}/workers/workers`, {
      body: { name: "No!", surprise: 1, logpush: "yes" },
    });
    expect(wrong.status).toBe(400);
    expect(wrong.body.errors.map(({ message }) => message).join("\n")).toMatch(
      /\/name[\s\S]*\/logpush[\s\S]*surprise/,
    );
    expect(
      (await call("POST", `/accounts/${accountId}/workers/workers`, { body: "{" })).body.errors[0]
        ?.code,
    ).toBe(10026);
  });

  const source = "export default { fetch: () => new Response('ok') }";
  const version = (over: Record<string, unknown>) => ({
    ...account,
    main_module: "index.js",
    modules: [textModule(source)],
    compatibility_date: "2026-01-01",
    ...over,
  });

  test.each([
    ["an unknown binding", { bindings: [{ type: "moon", name: "M" }] }, 400, "moon"],
    [
      "a binding that is not implemented",
      { bindings: [{ type: "kv_namespace", name: "M", namespace_id: "x" }] },
      501,
      "kv_namespace",
    ],
    [
      "a class that is no Durable Object",
      { bindings: [{ type: "durable_object_namespace", name: "M", class_name: "Nope" }] },
      400,
      "Cannot create binding for class 'Nope'",
    ],
    [
      "a class that the code does not export",
      {
        exports: { Nope: { type: "durable-object", storage: "sqlite" } },
        bindings: [{ type: "durable_object_namespace", name: "M", class_name: "Nope" }],
      },
      400,
      "Nope",
    ],
    ["a main module that was not sent", { main_module: "other.js" }, 400, "other.js"],
    [
      "an unknown content type",
      { modules: [{ ...textModule(source), content_type: "text/html" }] },
      400,
      "text/html",
    ],
    [
      "content that is no base64",
      { modules: [{ ...textModule(source), content_base64: "%%%" }] },
      400,
      "content_base64",
    ],
    [
      "code that throws when it starts",
      { modules: [textModule("throw new Error('at start')")] },
      400,
      "at start",
    ],
    ["assets", { assets: { jwt: "x" } }, 501, "assets"],
    ["an unknown field", { surprise: true }, 400, "surprise"],
  ])("a version with %s is refused", async (_name, over, status, message) => {
    const worker = await client.workers.beta.workers.create({
      ...account,
      name: `v-${Math.random().toString(36).slice(2)}`,
    } as never);
    await expect(
      client.workers.beta.workers.versions.create(worker.id, version(over) as never),
    ).rejects.toMatchObject({
      status,
      message: expect.stringContaining(message),
    });
    expect((await client.workers.beta.workers.versions.list(worker.id, account)).result).toEqual(
      [],
    );
  });

  test("deployments: only versions of the Worker, adding up to 100; the newest is active and stays", async () => {
    const { versionId, workerId } = await cloudflare.deploy({ source, name: "deployed" });
    const deploy = (versions: { version_id: string; percentage: number }[]) =>
      client.workers.scripts.deployments.create("deployed", {
        ...account,
        strategy: "percentage",
        versions,
      });
    await expect(deploy([{ version_id: versionId, percentage: 60 }])).rejects.toMatchObject(
      refusal(400, 10225, "100"),
    );
    await expect(
      deploy([{ version_id: crypto.randomUUID(), percentage: 100 }]),
    ).rejects.toMatchObject(refusal(400, 10222));
    const listed = await client.workers.scripts.deployments.list("deployed", account);
    const [active] = (
      listed.result as unknown as { deployments: { id: string; versions: unknown[] }[] }
    ).deployments;
    expect(active?.versions).toEqual([{ version_id: versionId, percentage: 100 }]);
    await expect(
      client.workers.scripts.deployments.delete(active?.id ?? "", {
        ...account,
        script_name: "deployed",
      }),
    ).rejects.toMatchObject(refusal(400, 10224));
    await expect(
      client.workers.beta.workers.versions.delete(versionId, { ...account, worker_id: workerId }),
    ).rejects.toMatchObject(refusal(400, 10223));
    expect(
      await client.workers.scripts.deployments.get(active?.id ?? "", {
        ...account,
        script_name: "deployed",
      }),
    ).toMatchObject({
      strategy: "percentage",
      versions: active?.versions,
    });
    expect((await client.workers.scripts.list(account)).result.map(({ id }) => id)).toContain(
      "deployed",
    );
  });

  const modulesWith = (text: string) => {
    const modules = `${cloudflare.cloud.directory}/edge/modules`;
    return readdirSync(modules).filter((file) =>
      readFileSync(`${modules}/${file}`, "utf8").includes(text),
    );
  };

  test("deleting a Worker removes everything: route, versions, modules, storage", async () => {
    const { workerId, versionId } = await cloudflare.deploy({
      source: `${source}; // only here`,
      name: "gone",
    });
    expect(
      (await client.workers.routes.list(zone)).result.some(({ script }) => script === "gone"),
    ).toBe(true);
    expect(modulesWith("only here")).toHaveLength(1);
    await client.workers.beta.workers.delete(workerId, account);
    expect(
      (await client.workers.routes.list(zone)).result.some(({ script }) => script === "gone"),
    ).toBe(false);
    await expect(
      client.workers.beta.workers.versions.get(versionId, { ...account, worker_id: workerId }),
    ).rejects.toMatchObject({
      status: 404,
    });
    expect((await fetch(`${cloudflare.app}/`)).status).toBe(522);
    expect(modulesWith("only here")).toEqual([]);
  });
});

describe("routes", () => {
  test("patterns belong to the zone, are unique, and name an existing Worker; the most specific wins", async () => {
    await cloudflare.deploy({
      source: "export default { fetch: () => new Response('all') }",
      name: "all",
    });
    const create = (pattern: string, script?: string) =>
      client.workers.routes.create({ ...zone, pattern, ...(script ? { script } : {}) });
    await expect(create("localhost/*", "all")).rejects.toMatchObject(refusal(409, 10020));
    await expect(create("example.com/*", "all")).rejects.toMatchObject(refusal(400, 10023));
    await expect(create("localhost/a*b", "all")).rejects.toMatchObject(refusal(400, 10022));
    await expect(create("localhost/b/*", "nobody")).rejects.toMatchObject(refusal(400, 10019));
    const exempt = await create("localhost/assets/*");
    expect((await fetch(`${cloudflare.app}/assets/x`)).status).toBe(522);
    expect(await (await fetch(`${cloudflare.app}/x`)).text()).toBe("all");
    expect(
      await client.workers.routes.update(exempt.id, {
        ...zone,
        pattern: "localhost/assets/*",
        script: "all",
      }),
    ).toEqual({
      id: exempt.id,
      pattern: "localhost/assets/*",
      script: "all",
    });
    expect((await fetch(`${cloudflare.app}/assets/x`)).status).toBe(200);
    await client.workers.routes.delete(exempt.id, zone);
    await expect(client.workers.routes.get(exempt.id, zone)).rejects.toMatchObject({ status: 404 });
  });
});

describe("hyperdrive", () => {
  const origin = {
    scheme: "postgres" as const,
    host: "127.0.0.1",
    port: 5432,
    database: "postgres",
    user: "app",
    password: "a secret",
  };

  test("are created, read, listed, edited, replaced, deleted; the password is never shown", async () => {
    const created = await client.hyperdrive.configs.create({
      ...account,
      name: "one",
      origin,
      origin_connection_limit: 20,
      caching: { disabled: true },
    });
    const { password: _password, ...visible } = origin;
    expect(created).toMatchObject({
      name: "one",
      origin: visible,
      origin_connection_limit: 20,
      caching: { disabled: true },
    });
    expect(await client.hyperdrive.configs.get(created.id, account)).toEqual(created);
    const edited = await client.hyperdrive.configs.edit(created.id, {
      ...account,
      name: "renamed",
    });
    expect(edited).toMatchObject({ name: "renamed", origin: visible });
    await expect(
      client.hyperdrive.configs.create({ ...account, name: "renamed", origin }),
    ).rejects.toMatchObject(refusal(409, 2017));
    const all = await client.hyperdrive.configs.list(account);
    expect(JSON.stringify(all.result)).not.toContain("a secret");
    await client.hyperdrive.configs.delete(created.id, account);
    await expect(client.hyperdrive.configs.get(created.id, account)).rejects.toMatchObject({
      status: 404,
    });
  });
});

describe("zone settings", () => {
  test("are set and read; unknown names and values are refused", async () => {
    const set = (id: string, value: unknown) =>
      client.zones.settings.edit(id, { ...zone, value } as never);
    const hsts = {
      strict_transport_security: {
        enabled: true,
        max_age: 31_536_000,
        include_subdomains: true,
        preload: true,
        nosniff: true,
      },
    };
    expect(await set("security_header", hsts)).toMatchObject({
      id: "security_header",
      value: hsts,
    });
    expect(await client.zones.settings.get("security_header", zone)).toMatchObject({ value: hsts });
    expect(await client.zones.settings.get("ssl", zone)).toMatchObject({
      value: "full",
      modified_on: null,
    });
    await expect(set("ssl", "maybe")).rejects.toMatchObject(refusal(400, 1007));
    await expect(set("no_such_setting", "on")).rejects.toMatchObject(
      refusal(400, 1006, "no_such_setting"),
    );
  });
});
