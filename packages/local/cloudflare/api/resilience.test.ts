import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { identify, type ProcessIdentity } from "../../kernel/processes/identity.ts";
import { accountId } from "./ids.ts";
import { type CloudflareTest, startCloudflareTest } from "./testing.ts";

let cloudflare: CloudflareTest;
beforeEach(async () => {
  cloudflare = await startCloudflareTest();
  await cloudflare.deploy({ source: "export default { fetch: () => new Response('served') }" });
});
afterEach(() => cloudflare.close());

const served = async () => {
  const answer = await fetch(`${cloudflare.app}/`);
  return `${answer.status} ${await answer.text()}`;
};

function pidFiles(): (ProcessIdentity & { name: string })[] {
  const folder = `${cloudflare.cloud.directory}/run`;
  const files = readdirSync(folder).filter((file) => file.startsWith("workerd-"));
  return files.map(
    (file) =>
      JSON.parse(readFileSync(`${folder}/${file}`, "utf8")) as ProcessIdentity & { name: string },
  );
}

test("every workerd has a pid file for the next start, and a closed cloud has none", async () => {
  const [running, ...others] = pidFiles();
  expect(others).toEqual([]);
  expect(running && identify(running.pid)).toEqual({ pid: running?.pid, start: running?.start });
  const { pid = 0 } = running ?? {};
  await cloudflare.cloud.restart();
  expect(identify(pid)).toBeUndefined();
  expect(await served()).toBe("200 served");
});

test("a workerd that dies is restarted, and requests in between get Cloudflare's page", async () => {
  const [{ pid } = { pid: 0 }] = pidFiles();
  process.kill(pid, "SIGKILL");
  await vi.waitFor(async () => expect(await served()).toBe("200 served"), { timeout: 10_000 });
  expect(pidFiles().map((file) => file.pid)).not.toContain(pid);
});

test("everything stored is back after a restart: rules, settings, routes, deployment", async () => {
  const { client } = cloudflare;
  const zone = { zone_id: "5ea0000000000000000000000000c0de" };
  await client.rulesets.phases.update("http_request_firewall_custom", {
    ...zone,
    rules: [{ action: "block", expression: 'http.request.uri.path eq "/no"' }],
  } as never);
  const before = [
    await client.rulesets.phases.get("http_request_firewall_custom", zone),
    (await client.workers.routes.list(zone)).result,
  ];
  await cloudflare.cloud.restart();
  expect([
    await client.rulesets.phases.get("http_request_firewall_custom", zone),
    (await client.workers.routes.list(zone)).result,
  ]).toEqual(before);
  expect((await fetch(`${cloudflare.app}/no`)).status).toBe(403);
  expect(await served()).toBe("200 served");
});

test("a Worker that can no longer load does not prevent the others from starting, and says why", async () => {
  const modules = `${cloudflare.cloud.directory}/edge/modules`;
  const { rmSync } = await import("node:fs");
  for (const file of readdirSync(modules)) rmSync(`${modules}/${file}`);
  await cloudflare.cloud.restart();
  expect((await fetch(`${cloudflare.app}/`)).status).toBe(522);
  const { result } = await cloudflare.client.workers.beta.workers.list({ account_id: accountId });
  expect(result).toHaveLength(1);
});

test("the process that tested a version is the one that serves it, including new Durable Object classes", async () => {
  const source = `import { DurableObject } from "cloudflare:workers"; export class Room extends DurableObject {} export default { fetch: () => new Response("new") }`;
  await cloudflare.deploy({
    source,
    name: "rooms",
    bindings: [{ type: "durable_object_namespace", name: "ROOM", class_name: "Room" }],
    version: { exports: { Room: { type: "durable-object", storage: "sqlite" } } },
  });
  expect(pidFiles().filter(({ name }) => name.startsWith("workerd-rooms-"))).toHaveLength(1);
  expect(await served()).toBe("200 new");
});
