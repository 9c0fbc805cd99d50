import { type Listener, listen, upgradeStatus } from "@seaworthy/platform/testing/listener";
import { until } from "@seaworthy/platform/testing/until";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startStack, type TestStack } from "../../../testing/stack.ts";
import { newPerson } from "../../../testing/tokens.ts";

let stack: TestStack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack?.close());

interface Written {
  readonly id: string;
  readonly authorization: string;
}

const address = () => new URL("/rest/feed/live", stack.worker.url);
const open = (): Promise<Listener> => listen(address());

async function write(body: string, visibility: "public" | "private" = "public"): Promise<Written> {
  const { authorization } = await newPerson();
  const headers = { authorization, "content-type": "application/json" };
  const response = await stack.worker.fetch("/rest/posts", {
    method: "POST",
    headers,
    body: JSON.stringify({ body, visibility }),
  });
  expect(response.status).toBe(201);
  return { id: ((await response.json()) as { id: string }).id, authorization };
}

async function remove({ id, authorization }: Written): Promise<void> {
  const init = { method: "DELETE", headers: { authorization } };
  expect((await stack.worker.fetch(`/rest/posts/${id}`, init)).status).toBe(204);
}

it("sends a public post to every subscriber, and a private one to none", async () => {
  const listeners = await Promise.all([open(), open(), open()]);
  await write("for nobody else", "private");
  await write("for everybody");
  for (const listener of listeners) {
    await until("the post", () => listener.messages.length > 0);
    expect(listener.messages).toEqual([
      expect.objectContaining({
        type: "post.created",
        post: expect.objectContaining({ body: "for everybody" }),
      }),
    ]);
  }
  await Promise.all(listeners.map((listener) => listener.close()));
});

it("tells every subscriber that a public post was deleted, and no one of a private one", async () => {
  const listener = await open();
  const [hidden, shown] = [await write("for me", "private"), await write("for a while")];
  await remove(hidden);
  await until("the post", () => listener.messages.length > 0);
  await remove(shown);
  await until("the deletion", () => listener.messages.length > 1);
  expect(listener.messages).toEqual([
    { type: "post.created", post: expect.objectContaining({ id: shown.id }) },
    { type: "post.deleted", postId: shown.id },
  ]);
  await listener.close();
});

it("closes cleanly, with the client's own code, and the other sockets stay open", async () => {
  const [leaving, staying] = await Promise.all([open(), open()]);
  expect(await leaving.close(4001)).toBe(4001);
  await write("after one left");
  await until("the post", () => staying.messages.length > 0);
  expect(leaving.messages).toEqual([]);
  await staying.close();
});

it("answers ping with pong, and closes on any other message", async () => {
  const listener = await open();
  listener.send("ping");
  await until("the pong", () => listener.texts.includes("pong"));
  listener.send("let me in");
  expect(await listener.closed).toBe(1003);
});

it("accepts only pages of the configured origins", async () => {
  expect(await upgradeStatus(address(), { origin: "https://app.example.com" })).toBe(101);
  expect(await upgradeStatus(address(), { origin: "https://evil.example" })).toBe(403);
});

it("requires an upgrade", async () => {
  const response = await stack.worker.fetch("/rest/feed/live");
  expect(response.status).toBe(426);
  expect(await response.json()).toMatchObject({ code: "UPGRADE_REQUIRED" });
});

const tokenOf = async () => (await newPerson()).authorization;

it("limits the sockets of one address without affecting another", async () => {
  const worker = await stack.startWorker({
    CONFIGURATION: JSON.stringify({ feed: { live: { perAddress: 3, perUser: 2 } } }),
  });
  const url = new URL("/rest/feed/live", worker.url);
  const at = (ip: string) => ({ "cf-connecting-ip": ip });
  const held = await Promise.all([1, 2, 3].map(() => listen(url, at("2001:db8:1:1::1"))));
  expect(await upgradeStatus(url, at("2001:db8:1:1::ffff"))).toBe(429);
  expect(await upgradeStatus(url, at("2001:db8:1:2::1"))).toBe(101);
  const authorization = await tokenOf();
  const own = await Promise.all(
    [1, 2].map(() => listen(url, { ...at("2001:db8:1:1::1"), authorization })),
  );
  expect(await upgradeStatus(url, { ...at("192.0.2.1"), authorization })).toBe(429);
  expect(await upgradeStatus(url, { ...at("192.0.2.1"), authorization: await tokenOf() })).toBe(
    101,
  );
  await held[0]?.close();
  await until(
    "the free place",
    async () => (await upgradeStatus(url, at("2001:db8:1:1::2"))) === 101,
  );
  await Promise.all([...held.slice(1), ...own].map((listener) => listener.close()));
});

it("ignores headers of the client that claim who owns a socket", async () => {
  const worker = await stack.startWorker({
    CONFIGURATION: JSON.stringify({ feed: { live: { perAddress: 1 } } }),
  });
  const url = new URL("/rest/feed/live", worker.url);
  const forged = (tag: string) => ({
    "cf-connecting-ip": "192.0.2.9",
    "seaworthy-live-subscriber": JSON.stringify({ tag, most: 100, idleMs: 1e9 }),
  });
  const held = await listen(url, forged("address:a"));
  expect(await upgradeStatus(url, forged("address:b"))).toBe(429);
  await held.close();
});

it("closes an idle socket, and keeps one that pings", async () => {
  const worker = await stack.startWorker({
    CONFIGURATION: JSON.stringify({ feed: { live: { idleSeconds: 2 } } }),
  });
  const url = new URL("/rest/feed/live", worker.url);
  const [silent, talking] = await Promise.all([listen(url), listen(url)]);
  const pinging = setInterval(() => talking.send("ping"), 250);
  await until("the end of the silent one", () => !silent.isOpen());
  const heard = talking.texts.length;
  await until("more pongs", () => talking.texts.length > heard + 10);
  expect(talking.isOpen()).toBe(true);
  clearInterval(pinging);
  await until("the end of the other one", () => !talking.isOpen());
  expect(await talking.closed).toBe(1001);
}, 60_000);
