import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { accountId } from "./ids.ts";
import { type CloudflareTest, startCloudflareTest } from "./testing.ts";

let cloudflare: CloudflareTest;
let nowMs = Date.parse("2026-11-21T12:00:30Z");

const worker = (mark: string) => `
import { DurableObject } from "cloudflare:workers";
export class Room extends DurableObject {
  fetch() {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }
  webSocketMessage(socket, message) { socket.send("${mark}:" + message); }
}
const crons = [];
let ticks = 0;
const endless = () => new ReadableStream({ async pull(controller) { await scheduler.wait(10); ticks++; controller.enqueue(new Uint8Array(1)); } });
export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === "/socket") return env.ROOM.get(env.ROOM.idFromName("one")).fetch(request);
    if (pathname === "/echo") return new Response(request.body, { headers: { "x-mark": "${mark}" } });
    if (pathname === "/size") { let size = 0; for await (const chunk of request.body) size += chunk.length; return new Response(String(size)); }
    if (pathname === "/slow") { await scheduler.wait(800); return new Response("${mark}"); }
    if (pathname === "/endless") return new Response(endless());
    if (pathname === "/state") return Response.json({ crons, ticks });
    if (pathname === "/log") { console.log("a line of the Worker"); return new Response("logged"); }
    return Response.json({ mark: "${mark}", version: env.VERSION.id, headers: Object.fromEntries(request.headers), url: request.url });
  },
  async scheduled(controller) { crons.push([controller.cron, controller.scheduledTime]); },
};`;

const bindings = [
  { type: "version_metadata", name: "VERSION" },
  { type: "durable_object_namespace", name: "ROOM", class_name: "Room" },
];
const exports = { Room: { type: "durable-object", storage: "sqlite" } };
const deploy = (mark: string) =>
  cloudflare.deploy({ source: worker(mark), bindings, version: { exports } });
const json = async (path: string, init: RequestInit = {}) =>
  (await (await fetch(`${cloudflare.app}${path}`, init)).json()) as Record<string, unknown>;

beforeAll(async () => {
  cloudflare = await startCloudflareTest({ clock: { now: () => nowMs } });
  await deploy("one");
});
afterAll(() => cloudflare.close());

/**
 * Sends this text byte for byte (and closes this end, with `endFirst`); returns everything received
 * until the server closes.
 */
function raw(text: string, endFirst = false): Promise<string> {
  const { port } = new URL(cloudflare.app);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), "127.0.0.1", () =>
      endFirst ? socket.end(text) : socket.write(text),
    );
    const chunks: Buffer[] = [];
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.once("close", () => resolve(Buffer.concat(chunks).toString()));
    socket.once("error", endFirst ? () => resolve("") : reject);
  });
}

describe("what the Worker receives", () => {
  test("Cloudflare's headers, and no client's copy of them", async () => {
    const spoofed = {
      "cf-connecting-ip": "1.2.3.4",
      "cf-ray": "x",
      "cf-visitor": "x",
      "x-forwarded-proto": "gopher",
      "cf-ipcountry": "ZZ",
      "mf-cf-blob": "{}",
      "x-forwarded-for": "9.9.9.9",
    };
    const { headers } = (await json("/", { headers: spoofed })) as {
      headers: Record<string, string>;
    };
    expect(headers).toMatchObject({
      "cf-ipcountry": "XX",
      "x-forwarded-proto": "http",
      "cf-visitor": '{"scheme":"http"}',
    });
    expect(headers["cf-ray"]).toMatch(/^[0-9a-f]{16}-SEA$/);
    expect(headers["cf-connecting-ip"]).toMatch(/^(127\.0\.0\.1|::1)$/);
    expect(headers["x-forwarded-for"]).toBe(`9.9.9.9, ${headers["cf-connecting-ip"]}`);
    expect(headers["mf-cf-blob"]).toBeUndefined();
  });

  test("no hop-by-hop headers", async () => {
    const { headers } = JSON.parse(
      (
        await raw(
          "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close, X-Secret\r\nX-Secret: 1\r\nKeep-Alive: 3\r\nTE: trailers\r\n\r\n",
        )
      ).split("\r\n\r\n")[1] ?? "",
    ) as { headers: Record<string, string> };
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(["x-secret"]));
    expect(headers.te).toBeUndefined();
  });
});

describe("bodies", () => {
  test("stream both ways: the first part of the response arrives before the last of the request is sent", async () => {
    const { port } = new URL(cloudflare.app);
    const received = await new Promise<string[]>((resolve, reject) => {
      const parts: string[] = [];
      const request = httpRequest(
        { port, host: "127.0.0.1", method: "POST", path: "/echo", headers: { host: "localhost" } },
        (answer) => {
          answer.on("data", (chunk: Buffer) => {
            parts.push(chunk.toString());
            if (parts.length === 1) request.end("second");
          });
          answer.once("end", () => resolve(parts));
        },
      );
      request.once("error", reject);
      request.write("first");
    });
    expect(received).toEqual(["first", "second"]);
  });

  test("20 MB arrive complete", async () => {
    const answer = await fetch(`${cloudflare.app}/size`, {
      method: "POST",
      body: Buffer.alloc(20 * 1024 * 1024),
    });
    expect(await answer.text()).toBe(String(20 * 1024 * 1024));
  });

  test("a client disconnect aborts the Worker's request", async () => {
    const gone = new AbortController();
    const reader = (
      await fetch(`${cloudflare.app}/endless`, { signal: gone.signal })
    ).body?.getReader();
    await vi.waitFor(async () => expect((await json("/state")).ticks).toBeGreaterThan(5), {
      timeout: 10_000,
    });
    gone.abort();
    await expect(reader?.closed).rejects.toThrow();
    let last: unknown;
    await vi.waitFor(
      async () => {
        const before = last;
        last = (await json("/state")).ticks;
        expect(last).toBe(before);
      },
      { timeout: 10_000, interval: 100 },
    );
  });
});

function openSocket(): Promise<WebSocket> {
  const socket = new WebSocket(`${cloudflare.app.replace("http", "ws")}/socket`);
  return new Promise((resolve, reject) => {
    socket.addEventListener("open", () => resolve(socket), { once: true });
    socket.addEventListener("error", reject, { once: true });
  });
}

const reply = (socket: WebSocket, message: string) =>
  new Promise<unknown>((resolve) => {
    socket.addEventListener("message", ({ data }) => resolve(data), { once: true });
    socket.send(message);
  });

describe("deploying under traffic", () => {
  test("WebSockets reach the Durable Object; a new version closes them, and the next one reaches it", async () => {
    await deploy("before");
    const socket = await openSocket();
    expect(await reply(socket, "hi")).toBe("before:hi");
    const closed = new Promise((resolve) =>
      socket.addEventListener("close", resolve, { once: true }),
    );
    await deploy("after");
    await closed;
    const next = await openSocket();
    expect(await reply(next, "hi")).toBe("after:hi");
    next.close();
  });

  test("no request fails while versions are swapped, slow ones finish on the version that started them", async () => {
    await deploy("a");
    let running = true;
    const statuses: number[] = [];
    const clients = Array.from({ length: 8 }, async () => {
      while (running) statuses.push((await fetch(`${cloudflare.app}/`)).status);
    });
    const slow = fetch(`${cloudflare.app}/slow`).then((answer) => answer.text());
    await deploy("b");
    await deploy("c");
    expect((await json("/")).mark).toBe("c");
    running = false;
    await Promise.all(clients);
    expect(await slow).toBe("a");
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(statuses.length).toBeGreaterThan(20);
  });

  test("a code-only change is live within seconds", async () => {
    const startedAt = performance.now();
    await deploy("quick");
    expect((await json("/")).mark).toBe("quick");
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  test("percentages split the traffic; keys stay with a version; overrides choose one", async () => {
    const first = await deploy("first");
    const second = await deploy("second");
    await cloudflare.client.workers.scripts.deployments.create("app", {
      account_id: accountId,
      strategy: "percentage",
      versions: [
        { version_id: first.versionId, percentage: 30 },
        { version_id: second.versionId, percentage: 70 },
      ],
    });
    const marks = await Promise.all(
      Array.from({ length: 400 }, async () => (await json("/")).mark),
    );
    const share = marks.filter((mark) => mark === "first").length / marks.length;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.4);
    const keyed = await Promise.all(
      Array.from(
        { length: 20 },
        async () =>
          (await json("/", { headers: { "cloudflare-workers-version-key": "user-7" } })).mark,
      ),
    );
    expect(new Set(keyed).size).toBe(1);
    const overridden = await json("/", {
      headers: { "cloudflare-workers-version-overrides": `app="${first.versionId}"` },
    });
    expect(overridden.version).toBe(first.versionId);
    expect(await reply(await openSocket(), "x")).toBe("second:x");
  });
});

describe("crons", () => {
  test("run in the minute they name, once, with the scheduled time", async () => {
    await deploy("cron");
    await cloudflare.client.workers.scripts.schedules.update("app", {
      account_id: accountId,
      body: [{ cron: "5 12 * * *" }],
    });
    nowMs = Date.parse("2026-11-21T12:05:20Z");
    await vi.waitFor(
      async () =>
        expect((await json("/state")).crons).toEqual([
          ["5 12 * * *", Date.parse("2026-11-21T12:05:00Z")],
        ]),
      {
        timeout: 10_000,
      },
    );
    nowMs = Date.parse("2026-11-21T12:06:20Z");
    const wrong = cloudflare.client.workers.scripts.schedules.update("app", {
      account_id: accountId,
      body: [{ cron: "61 * * * *" }],
    });
    await expect(wrong).rejects.toMatchObject({
      status: 400,
      errors: [{ message: expect.stringContaining("invalid cron string: 61 * * * *") }],
    });
    expect(((await json("/state")).crons as unknown[]).length).toBe(1);
  });
});

test("console output is in the Worker's log", async () => {
  const { readFileSync } = await import("node:fs");
  await (await fetch(`${cloudflare.app}/log`)).text();
  await vi.waitFor(() =>
    expect(readFileSync(`${cloudflare.cloud.directory}/logs/worker.log`, "utf8")).toContain(
      "a line of the Worker",
    ),
  );
});
