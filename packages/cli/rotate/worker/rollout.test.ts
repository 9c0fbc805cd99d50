import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { accountId } from "@seaworthy/local/cloudflare/api/ids";
import { type CloudflareTest, startCloudflareTest } from "@seaworthy/local/cloudflare/api/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DeployedWorker, openWorker } from "../../worker/worker.ts";
import type { StackState } from "../stack/stack-state.ts";
import { testState } from "../testing.ts";
import { consumersBehind, waitUntilNone } from "./confirm.ts";
import { rollOut, servesAlone } from "./rollout.ts";

const keys = { operator: "operator-token-of-the-test", webhook: "webhook-key-of-the-test" };

/** The two routes that a rollout requests, in a separate Worker. */
const source = `
const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    if (url.pathname === "/ready") return new Response("ready", { status: Number(env.READY) });
    const text = "generation-proof\\0" + url.searchParams.get("challenge") + "\\0" + env.KEY;
    const webhook = [hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)))];
    const consumers = url.searchParams.has("consumers") ? JSON.parse(env.CONSUMERS) : [];
    return Response.json({ versionId: env.VERSION.id, generations: {}, consumers, holds: { webhook } });
  },
};`;

let cloudflare: CloudflareTest;
let proxy: Server;
let versions: Record<"first" | "second" | "wrongKey" | "notReady" | "objectBehind", string>;
/** The fault to inject, by the number of the call from now on. */
let fault: { call: number; kind: "500" | "429" | "lost answer" } | undefined;
let calls = 0;

beforeAll(async () => {
  cloudflare = await startCloudflareTest();
  proxy = createServer((request, response) => void relay(request, response));
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const upload = async (
    key: string,
    ready: string,
    mark: string,
    consumers: readonly object[] = [],
  ) => {
    const variables = { KEY: key, READY: ready, MARK: mark, CONSUMERS: JSON.stringify(consumers) };
    const texts = Object.entries(variables).map(([name, text]) => ({
      type: "plain_text",
      name,
      text,
    }));
    return (
      await cloudflare.deploy({
        source,
        bindings: [...texts, { type: "version_metadata", name: "VERSION" }],
      })
    ).versionId;
  };
  versions = {
    wrongKey: await upload("another key", "200", "1"),
    notReady: await upload(keys.webhook, "503", "2"),
    objectBehind: await upload(keys.webhook, "200", "5", [
      { name: "Durable Object Room", versionId: "version-before" },
    ]),
    second: await upload(keys.webhook, "200", "3"),
    first: await upload(keys.webhook, "200", "4"),
  };
});

afterAll(async () => {
  await new Promise((resolve) => proxy.close(resolve));
  await cloudflare.close();
});

test("traffic goes to a version that holds the right secrets, and repeating a rollout changes nothing", async () => {
  const [worker, state] = opened("second");
  await rollOut(worker, state, "test");
  await rollOut(worker, state, "test");
  expect(servesAlone((await worker.shares()).shares, versions.second)).toBe(true);
});

test("a Durable Object that still runs the previous version is waited for and named until it does not", async () => {
  const [worker, state] = opened("objectBehind");
  await rollOut(worker, state, "test");
  const waiting = waitUntilNone(() => consumersBehind(worker, state), 500, "revoke");
  const message = expect.stringContaining(
    "Can't revoke yet; still in use by: Durable Object Room of version version-before. ",
  );
  await expect(waiting).rejects.toMatchObject({ code: "ROTATION_WAITS", message });
  const [next, nextState] = opened("second");
  await rollOut(next, nextState, "test");
  expect(await consumersBehind(next, nextState)).toEqual([]);
});

test.each([
  ["wrongKey", /it does not have webhook of generation 1/],
  ["notReady", /it cannot reach the database or Redis/],
] as const)("a version that is %s is taken back before it gets traffic", async (name, reason) => {
  const serving = (await opened("first")[0].shares()).shares;
  const [worker, state] = opened(name);
  await expect(rollOut(worker, state, "test")).rejects.toMatchObject({
    code: "ROTATION_REFUSED",
    message: expect.stringMatching(reason),
  });
  expect((await worker.shares()).shares).toEqual(serving);
});

// Calls of a rollout: read the deployment, next to nothing, a tenth, all.
test.each([
  [1, "500"],
  [2, "500"],
  [3, "500"],
  [4, "500"],
  [2, "429"],
  [2, "lost answer"],
  [3, "lost answer"],
  [4, "lost answer"],
] as const)(
  "call %d gets %s: a working version serves, and the next run ends with the new one",
  async (call, kind) => {
    const before = (await opened("first")[0].shares()).shares[0]?.versionId;
    const target = before === versions.first ? "second" : "first";
    const [worker, state] = opened(target);
    [calls, fault] = [0, { call, kind }];
    const failed = await rollOut(worker, state, "test").then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (failed !== undefined)
      expect(failed).toMatchObject({ code: expect.stringMatching(/^VENDOR_/) });
    fault = undefined;
    const served = await worker.generations(keys.operator, "a-challenge-of-the-test");
    expect([versions.first, versions.second]).toContain(served.versionId);
    await rollOut(worker, state, "test");
    expect(servesAlone((await worker.shares()).shares, versions[target])).toBe(true);
  },
);

function opened(version: keyof typeof versions): [DeployedWorker, StackState] {
  const state = stateWith(versions[version]);
  const { port } = proxy.address() as AddressInfo;
  const environment = {
    CLOUDFLARE_BASE_URL: `http://127.0.0.1:${port}`,
    CLOUDFLARE_API_TOKEN: cloudflare.cloud.tokens.cloudflare,
  };
  return [openWorker(state, environment), state];
}

const stateWith = (versionId: string): StackState =>
  testState(
    {
      "operator-token": { newest: 1, inUse: keys.operator },
      webhook: { newest: 1, inUse: keys.webhook },
    },
    { appUrl: cloudflare.app, accountId, versionId },
  );

async function relay(request: IncomingMessage, response: ServerResponse): Promise<void> {
  calls += 1;
  const kind = fault?.call === calls ? fault.kind : undefined;
  if (kind === "500" || kind === "429") {
    response
      .writeHead(Number(kind), { "content-type": "application/json" })
      .end('{"errors":[{"message":"made by the test"}]}');
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const answer = await fetch(cloudflare.cloud.control.cloudflare + request.url, {
    method: request.method ?? "GET",
    headers: {
      authorization: request.headers.authorization ?? "",
      "content-type": "application/json",
    },
    ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
  });
  const body = await answer.text();
  if (kind === "lost answer") response.destroy();
  else response.writeHead(answer.status, { "content-type": "application/json" }).end(body);
}
