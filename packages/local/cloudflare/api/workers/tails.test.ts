import { connect } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accountId } from "../ids.ts";
import { type CloudflareTest, startCloudflareTest } from "../testing.ts";

let local: CloudflareTest;
let versionId: string;

const source = `export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    console.log("asked", { pathname });
    if (pathname === "/broken") throw new TypeError("no such thing");
    return new Response("done", { status: 202 });
  },
};`;

beforeAll(async () => {
  local = await startCloudflareTest();
  ({ versionId } = await local.deploy({ source }));
});
afterAll(() => local.close());

interface Listener {
  /** The next message. */
  next(): Promise<Record<string, unknown>>;
  readonly closed: Promise<number>;
  close(): void;
}

/** As wrangler listens: with Node's own WebSocket. */
async function listen(url: string, protocol = "trace-v1"): Promise<Listener> {
  const socket = new WebSocket(url, protocol);
  const waiting: ((message: Record<string, unknown>) => void)[] = [];
  const received: Record<string, unknown>[] = [];
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(String(data));
    const wake = waiting.shift();
    if (wake) wake(message);
    else received.push(message);
  });
  const closed = new Promise<number>((resolve) => {
    socket.addEventListener("close", ({ code }) => resolve(code));
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", reject);
  });
  socket.send(JSON.stringify({ debug: false }));
  return {
    next: () => {
      const first = received.shift();
      return first ? Promise.resolve(first) : new Promise((resolve) => waiting.push(resolve));
    },
    closed,
    close: () => socket.close(),
  };
}

async function call(method: string, path: string, body?: unknown) {
  const address = `${local.cloud.control.cloudflare}/accounts/${accountId}/workers/scripts${path}`;
  const headers = { authorization: `Bearer ${local.cloud.tokens.cloudflare}` };
  const init = body === undefined ? {} : { body: JSON.stringify(body) };
  const answered = await fetch(address, { method, headers, ...init });
  // biome-ignore lint/suspicious/noExplicitAny: each call has a result of its own
  return { status: answered.status, body: (await answered.json()) as any };
}

const create = async (filters: unknown[] = []) =>
  (await call("POST", "/app/tails", { filters })).body.result as { id: string; url: string };

test("a tail gets each request with its logs and its exception, until it is deleted", async () => {
  const { id, url } = await create();
  const listener = await listen(url);
  expect((await fetch(`${local.app}/one?q=1`)).status).toBe(202);
  expect(await listener.next()).toMatchObject({
    scriptName: "app",
    scriptVersion: { id: versionId },
    outcome: "ok",
    event: {
      request: { method: "GET", url: expect.stringMatching(/\/one\?q=1$/) },
      response: { status: 202 },
    },
    logs: [{ level: "log", message: ["asked", { pathname: "/one" }] }],
    exceptions: [],
  });
  await fetch(`${local.app}/broken`);
  expect(await listener.next()).toMatchObject({
    outcome: "exception",
    exceptions: [{ name: "TypeError", message: "no such thing" }],
  });
  expect((await call("GET", "/app/tails")).body.result).toMatchObject([{ id }]);
  expect((await call("DELETE", `/app/tails/${id}`)).status).toBe(200);
  expect(await listener.closed).toBe(1000);
  expect((await call("GET", "/app/tails")).body.result).toEqual([]);
  expect((await fetch(`${local.app}/one`)).status).toBe(202);
}, 30_000);

test("filters choose; secrets in headers are not shown", async () => {
  const { url } = await create([{ outcome: ["exception"] }, { method: ["POST"] }]);
  const listener = await listen(url);
  await fetch(`${local.app}/broken`);
  await fetch(`${local.app}/one`, { method: "POST" });
  const headers = { authorization: "Bearer very-secret", cookie: "session=very-secret" };
  await fetch(`${local.app}/broken?mine`, { method: "POST", headers });
  const message = await listener.next();
  expect(message).toMatchObject({ event: { request: { method: "POST" } }, outcome: "exception" });
  expect(JSON.stringify(message)).toContain("/broken?mine");
  expect(JSON.stringify(message)).not.toContain("very-secret");
  listener.close();
}, 30_000);

test("wrangler's first frame, which has no mask, is accepted, and its pings are answered", async () => {
  const { url } = await create();
  const { port, pathname } = new URL(url);
  const socket = connect(Number(port), "127.0.0.1");
  socket.write(
    `GET ${pathname} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: trace-v1\r\n\r\n`,
  );
  const text = JSON.stringify({ debug: false });
  socket.write(Buffer.concat([Buffer.from([0x81, text.length]), Buffer.from(text)]));
  // A ping with the payload "ab", masked with 1, 2, 3, 4; then the end, masked too.
  socket.write(Buffer.from([0x89, 0x82, 1, 2, 3, 4, 0x61 ^ 1, 0x62 ^ 2]));
  socket.write(Buffer.from([0x88, 0x80, 1, 2, 3, 4]));
  const answered = await buffer(socket);
  // The key and its answer are RFC 6455's own example.
  expect(answered.toString("latin1")).toContain("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  expect(answered.toString("latin1").split("\r\n\r\n")[1]).toBe("\x8a\x02ab\x88\x02\x03\xe8");
}, 30_000);

test("unknown tails, protocols, hosts and filters are refused, and an eleventh tail", async () => {
  expect((await call("POST", "/other/tails", {})).body.errors[0]?.code).toBe(10007);
  expect((await call("DELETE", "/app/tails/none")).status).toBe(404);
  expect((await call("POST", "/app/tails", { filters: [{ colour: "red" }] })).status).toBe(400);
  const { id, url } = await create();
  await expect(listen(url, "other-v1")).rejects.toBeDefined();
  await expect(listen(url.replace(id, "0".repeat(32)))).rejects.toBeDefined();
  await expect(listen(url.replace("127.0.0.1", "localhost"))).rejects.toBeDefined();
  for (let more = 0; more < 9; more++) await create();
  expect((await call("POST", "/app/tails", {})).status).toBe(400);
}, 30_000);
