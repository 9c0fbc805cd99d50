import { readdirSync, readFileSync } from "node:fs";
import type { Worker } from "node:worker_threads";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { identify, type ProcessIdentity } from "../../../kernel/processes/identity.ts";
import { askWhileBusy } from "../../../kernel/threads/testing-busy.ts";
import { zoneId } from "../../api/ids.ts";
import { type CloudflareTest, startCloudflareTest } from "../../api/testing.ts";

/** The first thread of a local cloud with Cloudflare alone is the edge's. */
const threads: Worker[] = [];
const remember = (thread: Worker) => threads.push(thread);
process.on("worker", remember);

const phase = "http_request_firewall_custom";
const rule = { action: "block", expression: 'http.request.uri.path eq "/no"', description: "no" };

let cloudflare: CloudflareTest;
beforeAll(async () => {
  cloudflare = await startCloudflareTest();
  await cloudflare.deploy({ source: "export default { fetch: () => new Response('served') }" });
  await cloudflare.client.rulesets.phases.update(phase, {
    zone_id: zoneId,
    rules: [rule],
  } as never);
});
afterAll(async () => {
  process.off("worker", remember);
  await cloudflare.close();
});

const statusOf = async (path: string) => (await fetch(cloudflare.app + path)).status;

function workerds(): ProcessIdentity[] {
  const folder = `${cloudflare.cloud.directory}/run`;
  const files = readdirSync(folder).filter((file) => file.startsWith("workerd-"));
  return files.map((file) => JSON.parse(readFileSync(`${folder}/${file}`, "utf8")));
}

it("the edge responds while the control plane is busy, so it does not delay the vendors' APIs", () => {
  expect(askWhileBusy(`${cloudflare.app}/`)).toEqual({ answered: "ok", status: 200 });
  expect(askWhileBusy(`${cloudflare.app}/no`)).toEqual({ answered: "ok", status: 403 });
});

it("an edge that ends is replaced, with its listeners, rules and Workers, and leaves none behind", async () => {
  const before = workerds();
  expect(before).toHaveLength(1);
  await threads[0]?.terminate();
  await vi.waitFor(async () => expect(await statusOf("/")).toBe(200), { timeout: 30_000 });
  expect(await statusOf("/no")).toBe(403);
  expect(before.map(({ pid }) => identify(pid))).toEqual([undefined]);
  const after = workerds();
  expect(after).toHaveLength(1);
  expect(after).not.toEqual(before);
  // The API reaches the new one.
  await cloudflare.client.rulesets.phases.update(phase, { zone_id: zoneId, rules: [] } as never);
  expect(await statusOf("/no")).toBe(200);
});
