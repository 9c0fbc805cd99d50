import { defined } from "@seaworthy/core/defined";
import { accountId } from "@seaworthy/local/cloudflare/api/ids";
import { type CloudflareTest, startCloudflareTest } from "@seaworthy/local/cloudflare/api/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTrail } from "../audit/trail.ts";
import { memoryTags, testState } from "../rotate/testing.ts";
import { openDeployed } from "../worker/deployed.ts";
import { badVersions } from "./bad-versions.ts";
import { planRollback } from "./plan.ts";
import { rollBack } from "./rollback.ts";

/** The routes that a smoke test requests, in a separate Worker; `MARK` is its code. */
const source = (mark: string) => `
const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    if (url.pathname === "/ready") return new Response("ready", { status: Number(env.READY ?? 200) });
    if (url.pathname === "/code") return new Response("${mark} " + env.SETTING);
    const text = "generation-proof\\0" + url.searchParams.get("challenge") + "\\0" + env.KEY;
    const webhook = [hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)))];
    return Response.json({ versionId: env.VERSION.id, generations: {}, holds: { webhook } });
  },
};
export class Room {}`;

let cloudflare: CloudflareTest;
let workerId = "";
const tags = memoryTags();
const trail = openTrail(tags);

beforeAll(async () => {
  cloudflare = await startCloudflareTest();
});
afterAll(() => cloudflare.close());

interface Upload {
  readonly key: string;
  readonly generation: number;
  readonly setting?: string;
  readonly tag?: string;
  readonly ready?: string;
  readonly exports?: object;
}

async function deploy(mark: string, upload: Upload) {
  const { key, generation, setting = mark, tag, ready = "200", exports } = upload;
  const deployed = await cloudflare.deploy({
    source: source(mark),
    bindings: [
      { type: "secret_text", name: "KEY", text: key },
      { type: "plain_text", name: "SETTING", text: setting },
      { type: "plain_text", name: "READY", text: ready },
      {
        type: "plain_text",
        name: "GENERATIONS",
        text: JSON.stringify({ webhook: generation }),
      },
      { type: "version_metadata", name: "VERSION" },
    ],
    version: {
      ...(tag === undefined ? {} : { annotations: { "workers/tag": tag } }),
      ...defined({ exports }),
    },
  });
  workerId = deployed.workerId;
  return deployed.versionId;
}

async function opened(versionId: string, key: string) {
  const state = testState(
    { webhook: { newest: 1, inUse: key } },
    { appUrl: cloudflare.app, accountId, versionId, workerId },
  );
  const deployed = openDeployed(state.manifest, {
    CLOUDFLARE_API_TOKEN: cloudflare.cloud.tokens.cloudflare,
    CLOUDFLARE_BASE_URL: cloudflare.cloud.control.cloudflare,
  });
  return { state, deployed };
}

async function rolledBack(versionId: string, key: string, version?: string) {
  const { state, deployed } = await opened(versionId, key);
  const bad = badVersions(await trail.read());
  const plan = await planRollback({ state, stack: "test", deployed, bad, version });
  return rollBack({ plan, state, deployed, trail });
}

const codeServing = async () => (await fetch(`${cloudflare.app}/code`)).text();

test("rolls back to the last version with other code, skipping those that were taken back", async () => {
  const first = await deploy("first", { key: "k1", generation: 1 });
  const second = await deploy("second", { key: "k1", generation: 1 });
  const third = await deploy("third", { key: "k1", generation: 1 });
  expect(await rolledBack(third, "k1")).toMatchObject({ from: third, to: second, replaced: [] });
  expect(await codeServing()).toBe("second second");
  expect(await rolledBack(third, "k1")).toMatchObject({ from: second, to: first });
  expect(await codeServing()).toBe("first first");
});

test("a version that an operator chose again is good again", async () => {
  const fourth = await deploy("fourth", { key: "k1", generation: 1 });
  const fifth = await deploy("fifth", { key: "k1", generation: 1 });
  expect(await rolledBack(fifth, "k1")).toMatchObject({ to: fourth });
  expect(await rolledBack(fifth, "k1", fifth)).toMatchObject({ to: fifth });
  expect(badVersions(await trail.read())).not.toContain(fifth);
  expect(badVersions(await trail.read())).not.toContain(fourth);
});

test("after a rotation the old code is uploaded again with the current key and its own settings", async () => {
  await deploy("old", { key: "k1", generation: 1 });
  await deploy("new", { key: "k1", generation: 1 });
  await deploy("new", { key: "k2", generation: 2, setting: "between" });
  const rotated = await deploy("new", { key: "k2", generation: 2 });
  const report = await rolledBack(rotated, "k2");
  expect(report.replaced).toEqual(["webhook"]);
  expect(report.to).not.toBe(report.codeOf);
  expect(await codeServing()).toBe("old old");
});

test("a dev version is never a target, and refuses while it is live", async () => {
  const good = await deploy("good", { key: "k1", generation: 1 });
  await deploy("draft", { key: "k1", generation: 1, tag: "seaworthy-dev" });
  const next = await deploy("next", { key: "k1", generation: 1 });
  expect(await rolledBack(next, "k1")).toMatchObject({ to: good });
  await deploy("draft 2", { key: "k1", generation: 1, tag: "seaworthy-dev" });
  await expect(rolledBack(next, "k1")).rejects.toMatchObject({
    code: "ROLLBACK_REFUSED",
    message: expect.stringContaining("End dev with Ctrl-C, or type: npx seaworthy up test"),
  });
  expect(await codeServing()).toBe("draft 2 draft 2");
});

test("a version that fails its smoke test gets no traffic", async () => {
  await deploy("broken", { key: "k1", generation: 1, ready: "503" });
  const next = await deploy("works", { key: "k1", generation: 1 });
  await expect(rolledBack(next, "k1")).rejects.toMatchObject({
    code: "ROLLBACK_REFUSED",
    message: expect.stringContaining("cannot reach the database or Redis"),
  });
  expect(await codeServing()).toBe("works works");
}, 30_000);

test("Durable Object classes that changed refuse, with what to do", async () => {
  const rooms = { Room: { type: "durable-object", storage: "sqlite" } };
  await deploy("without", { key: "k1", generation: 1 });
  const next = await deploy("with", { key: "k1", generation: 1, exports: rooms });
  await expect(rolledBack(next, "k1")).rejects.toMatchObject({
    code: "ROLLBACK_REFUSED",
    message: expect.stringMatching(/Room was added.*npx seaworthy up/),
  });
  expect(await codeServing()).toBe("with with");
});

test("an unknown version is reported with the existing ones", async () => {
  const next = await deploy("last", { key: "k1", generation: 1 });
  await expect(rolledBack(next, "k1", "5ea0-none")).rejects.toMatchObject({
    code: "USAGE",
    message: expect.stringContaining(next),
  });
});
