import { afterAll, beforeAll, expect, test } from "vitest";
import { accountId } from "../ids.ts";
import { type CloudflareTest, startCloudflareTest, textModule } from "../testing.ts";

let cloudflare: CloudflareTest;
beforeAll(async () => {
  cloudflare = await startCloudflareTest();
});
afterAll(() => cloudflare.close());

const echo = `
import { DurableObject } from "cloudflare:workers";
export class Counter extends DurableObject {
  async next() { const n = ((await this.ctx.storage.get("n")) ?? 0) + 1; await this.ctx.storage.put("n", n); return n; }
}
export default {
  async fetch(request, env) {
    const path = new URL(request.url).pathname;
    if (path === "/throw") throw new Error("boom");
    if (path === "/count") return new Response(String(await env.COUNTER.get(env.COUNTER.idFromName("one")).next()));
    return Response.json({ url: request.url, text: env.TEXT, secret: env.SECRET, json: env.JSON, version: env.CF_VERSION_METADATA, cf: request.cf, headers: Object.fromEntries(request.headers) });
  },
};`;

const bindings = [
  { type: "plain_text", name: "TEXT", text: "plain" },
  { type: "secret_text", name: "SECRET", text: "do not show" },
  { type: "json", name: "JSON", json: { a: [1] } },
  { type: "version_metadata", name: "CF_VERSION_METADATA" },
  { type: "durable_object_namespace", name: "COUNTER", class_name: "Counter" },
];
const migrations = { new_tag: "v1", new_sqlite_classes: ["Counter"] };

test("a deployed version is served with its bindings, and its Durable Objects survive new versions and restarts", async () => {
  const { workerId, versionId } = await cloudflare.deploy({
    source: echo,
    bindings,
    version: { migrations, annotations: { "workers/tag": "t1" } },
  });
  const seen = (await (await fetch(`${cloudflare.app}/a?b=c`)).json()) as Record<string, unknown>;
  expect(seen).toMatchObject({
    url: `${cloudflare.app}/a?b=c`,
    text: "plain",
    secret: "do not show",
    json: { a: [1] },
    version: { id: versionId, tag: "t1" },
  });
  expect(seen.cf).toMatchObject({ colo: "SEA", country: "XX" });
  expect(await (await fetch(`${cloudflare.app}/count`)).text()).toBe("1");

  const second = await cloudflare.deploy({
    source: echo.replace("boom", "bang"),
    bindings,
    version: { migrations },
  });
  expect(second.workerId).toBe(workerId);
  expect(await (await fetch(`${cloudflare.app}/count`)).text()).toBe("2");

  await cloudflare.cloud.restart();
  expect(await (await fetch(`${cloudflare.app}/count`)).text()).toBe("3");
});

test("an exception in the Worker is Cloudflare's error 1101", async () => {
  await cloudflare.deploy({ source: echo, bindings, version: { migrations } });
  const answer = await fetch(`${cloudflare.app}/throw`);
  expect(answer.status).toBe(500);
  expect(await answer.text()).toContain("error code: 1101");
});

test("a version that does not load is refused with the runtime's reason, and not stored", async () => {
  const { workerId } = await cloudflare.deploy({ source: echo, bindings, version: { migrations } });
  const count = async () =>
    (
      await cloudflare.client.workers.beta.workers.versions.list(workerId, {
        account_id: accountId,
      })
    ).result.length;
  const before = await count();
  const broken = cloudflare.client.workers.beta.workers.versions.create(workerId, {
    account_id: accountId,
    main_module: "index.js",
    modules: [textModule("export default { fetch( }")],
    compatibility_date: "2026-01-01",
  });
  await expect(broken).rejects.toMatchObject({
    status: 400,
    errors: [{ code: 10021, message: expect.stringContaining("SyntaxError") }],
  });
  expect(await count()).toBe(before);
});

test("secrets are never returned, modules are on request", async () => {
  const { workerId, versionId } = await cloudflare.deploy({
    source: echo,
    bindings,
    version: { migrations },
  });
  const read = await cloudflare.client.workers.beta.workers.versions.get(versionId, {
    account_id: accountId,
    worker_id: workerId,
    include: "modules",
  });
  expect(JSON.stringify(read)).not.toContain("do not show");
  expect(read.bindings).toContainEqual({ type: "secret_text", name: "SECRET" });
  expect(read.bindings).toContainEqual(bindings[0]);
  expect(read.modules).toEqual([textModule(echo)]);
});
