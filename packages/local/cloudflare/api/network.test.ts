import { readFileSync } from "node:fs";
import { type ClientHttp2Session, connect } from "node:http2";
import { request as httpsRequest } from "node:https";
import type { SecureVersion } from "node:tls";
import { connect as tlsConnect } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { zoneId } from "./ids.ts";
import { type CloudflareTest, startCloudflareTest } from "./testing.ts";

let cloudflare: CloudflareTest;
let ca: string;
let session: ClientHttp2Session;

const page = (
  port: string,
) => `<html><body><img src="http://localhost:${port}/a.png"><a href='http://sub.localhost/x'>x</a>
<a href="http://example.com/">other</a><p>http://localhost/text</p></body></html>`;

const worker = `
let sent = 0;
const encoder = new TextEncoder();
export default { async fetch(request) {
  const url = new URL(request.url);
  if (url.pathname === "/echo") return new Response(request.body);
  if (url.pathname === "/size") { let size = 0; for await (const chunk of request.body) size += chunk.length; return new Response(String(size)); }
  if (url.pathname === "/cookies") return new Response("", { headers: [["set-cookie", "a=1"], ["set-cookie", "b=2"]] });
  if (url.pathname === "/go") { sent++; return new Response("gone on"); }
  if (url.pathname === "/page") return new Response(${JSON.stringify(page("8080"))}, { headers: { "content-type": "text/html; charset=utf-8", etag: '"x"' } });
  if (url.pathname === "/parts") return new Response(parts(url.searchParams.getAll("part")), { headers: { "content-type": "text/html" } });
  if (url.pathname === "/socket") {
    const { 0: client, 1: server } = new WebSocketPair();
    server.accept();
    server.addEventListener("message", ({ data }) => server.send("echo " + data));
    return new Response(null, { status: 101, webSocket: client });
  }
  if (url.pathname === "/events") return new Response(events(), { headers: { "content-type": "text/event-stream" } });
  return Response.json({ url: request.url, cf: request.cf, headers: Object.fromEntries(request.headers) });
} };
function parts(list) { return new ReadableStream({ async pull(controller) {
  const next = list.shift();
  if (next === undefined) return controller.close();
  controller.enqueue(encoder.encode(next));
  await scheduler.wait(20);
} }); }
/**
 * Each event only after the one before was seen: a client that gets them in one piece would wait
 * for ever.
 */
function events() { let event = 0; sent = 0; return new ReadableStream({ async pull(controller) {
  while (sent < event) await scheduler.wait(5);
  if (event === 3) return controller.close();
  controller.enqueue(encoder.encode("data: " + event++ + "\\n\\n"));
} }); }`;

beforeAll(async () => {
  cloudflare = await startCloudflareTest();
  await cloudflare.deploy({ source: worker });
  ca = readFileSync(`${cloudflare.cloud.directory}/edge/ca.pem`, "utf8");
  session = connect(cloudflare.appTls, { ca });
});
afterAll(async () => {
  session.destroy();
  await cloudflare.close();
});

const set = (id: string, value: unknown) =>
  cloudflare.client.zones.settings.edit(id, { zone_id: zoneId, value } as never);

interface Answer {
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

function get(
  path: string,
  headers: Record<string, string | string[]> = {},
  body?: Buffer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stream = session.request(
      { ":path": path, ":method": body ? "POST" : "GET", ...headers },
      { endStream: body === undefined },
    );
    let received: Record<string, unknown> = {};
    const chunks: Buffer[] = [];
    stream.on("response", (head) => {
      received = head;
    });
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.once("end", () =>
      resolve({ headers: received, body: Buffer.concat(chunks).toString() }),
    );
    stream.once("error", reject);
    if (body) stream.end(body);
  });
}

function protocolOf(offered: string[]): Promise<unknown> {
  const { port } = new URL(cloudflare.appTls);
  return new Promise((resolve, reject) => {
    const options = {
      port: Number(port),
      host: "127.0.0.1",
      servername: "localhost",
      ca,
      ALPNProtocols: offered,
    };
    const socket = tlsConnect(options, () => {
      resolve(socket.alpnProtocol);
      socket.destroy();
    }).once("error", reject);
  });
}

describe("HTTP/2", () => {
  test("is negotiated by ALPN, and clients without it get HTTP/1.1", async () => {
    expect(await Promise.all([protocolOf(["h2", "http/1.1"]), protocolOf(["http/1.1"])])).toEqual([
      "h2",
      "http/1.1",
    ]);
    await set("http2", "off");
    expect(await protocolOf(["h2", "http/1.1"])).toBe("http/1.1");
    await set("http2", "on");
    expect((await tls("/x")).statusCode).toBe(200);
  });

  test("the Worker sees the same as over HTTP/1.1, cookies in one header", async () => {
    const { body } = await get("/x?y=1", {
      cookie: ["a=1", "b=2"],
      "cf-connecting-ip": "6.6.6.6",
      "x-mine": "1",
    });
    const { url, cf, headers } = JSON.parse(body) as {
      url: string;
      cf: Record<string, unknown>;
      headers: Record<string, string>;
    };
    expect(url).toBe(`${cloudflare.appTls}/x?y=1`);
    expect(cf).toMatchObject({ httpProtocol: "HTTP/2", tlsVersion: "TLSv1.3", colo: "SEA" });
    expect(headers).toMatchObject({
      cookie: "a=1; b=2",
      "x-mine": "1",
      host: new URL(cloudflare.appTls).host,
      "x-forwarded-proto": "https",
    });
    expect(headers["cf-connecting-ip"]).toMatch(/^(127\.0\.0\.1|::1)$/);
    expect(Object.keys(headers).filter((name) => name.startsWith(":"))).toEqual([]);
  });

  test("repeated headers stay separate, bodies stream both ways, and a large one arrives complete", async () => {
    expect((await get("/cookies")).headers["set-cookie"]).toEqual(["a=1", "b=2"]);
    expect((await get("/echo", {}, Buffer.from("hello"))).body).toBe("hello");
    expect((await get("/size", {}, Buffer.alloc(20 * 1024 * 1024))).body).toBe(
      String(20 * 1024 * 1024),
    );
  });

  test("a body over 100 MB is refused", async () => {
    expect(
      (
        await get(
          "/size",
          { "content-length": String(101 * 1024 * 1024) },
          Buffer.alloc(1024),
        ).catch(() => undefined)
      )?.headers[":status"] ?? 413,
    ).toBe(413);
  });
});

test.each(["http", "https"])("server-sent events arrive one by one over %s", async (scheme) => {
  const events: string[] = [];
  const onData = async (text: string) => {
    events.push(text);
    await fetch(`${cloudflare.app}/go`);
  };
  if (scheme === "http") {
    const reader = (await fetch(`${cloudflare.app}/events`)).body
      ?.pipeThrough(new TextDecoderStream())
      .getReader();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read())
      await onData(part.value);
  } else {
    const stream = session.request({ ":path": "/events" }).setEncoding("utf8");
    for await (const text of stream) await onData(text as string);
  }
  expect(events).toEqual(["data: 0\n\n", "data: 1\n\n", "data: 2\n\n"]);
});

test("WebSockets reach the Worker over TLS", async () => {
  const { port } = new URL(cloudflare.appTls);
  const options = {
    port: Number(port),
    host: "127.0.0.1",
    servername: "localhost",
    ca,
    ALPNProtocols: ["http/1.1"],
  };
  const received = await new Promise<string>((resolve, reject) => {
    const head = [
      "GET /socket HTTP/1.1",
      "Host: localhost",
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
    ];
    const socket = tlsConnect(options, () =>
      socket.write([...head, `Sec-WebSocket-Key: ${"A".repeat(22)}==`, "", ""].join("\r\n")),
    );
    let text = "";
    socket.once("error", reject).on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      // After the upgrade to a WebSocket: "hi", masked with zeros.
      if (text.endsWith("\r\n\r\n"))
        socket.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69]));
      if (!text.includes("echo hi")) return;
      socket.destroy();
      resolve(text);
    });
  });
  expect(received).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
});

describe("zone settings", () => {
  test.each<[string, SecureVersion, boolean]>([
    ["1.0", "TLSv1.1", true],
    ["1.2", "TLSv1.1", false],
    ["1.2", "TLSv1.2", true],
    ["1.3", "TLSv1.2", false],
  ])("with min_tls_version %s, %s is accepted: %s", async (lowest, version, admitted) => {
    await set("min_tls_version", lowest);
    const range = { minVersion: version, maxVersion: version, ciphers: "DEFAULT:@SECLEVEL=0" };
    if (admitted) expect((await tls("/", range)).statusCode).toBe(200);
    else await expect(tls("/", range)).rejects.toThrow(/protocol version|handshake|unsupported/);
    await set("min_tls_version", "1.2");
  });

  test("without tls_1_3, TLS 1.2 remains", async () => {
    await set("tls_1_3", "off");
    expect(
      (JSON.parse((await tls("/")).body) as { cf: { tlsVersion: string } }).cf.tlsVersion,
    ).toBe("TLSv1.2");
    await set("tls_1_3", "on");
  });

  test("always_use_https redirects, and HTTPS has HSTS", async () => {
    await set("always_use_https", "on");
    await set("security_header", {
      strict_transport_security: {
        enabled: true,
        max_age: 600,
        include_subdomains: true,
        nosniff: true,
      },
    });
    const moved = await fetch(`${cloudflare.app}/x?y=1`, { redirect: "manual" });
    expect([moved.status, moved.headers.get("location")]).toEqual([
      301,
      `${cloudflare.appTls}/x?y=1`,
    ]);
    const { headers } = await tls("/x");
    expect(headers).toMatchObject({
      "strict-transport-security": "max-age=600; includeSubDomains",
      "x-content-type-options": "nosniff",
    });
    await set("always_use_https", "off");
  });

  test("ssl off redirects away from HTTPS", async () => {
    await set("ssl", "off");
    const moved = await tls("/x?y=1");
    expect([moved.statusCode, moved.headers.location]).toEqual([301, `${cloudflare.app}/x?y=1`]);
    await set("ssl", "full");
  });

  test("security_level under_attack challenges everyone", async () => {
    await set("security_level", "under_attack");
    const answer = await fetch(`${cloudflare.app}/x`);
    expect([answer.status, answer.headers.get("cf-mitigated")]).toEqual([403, "challenge"]);
    await set("security_level", "medium");
  });

  test("automatic_https_rewrites: rewrites a page's links to its own zone if the page came over HTTPS", async () => {
    const { port } = new URL(cloudflare.appTls);
    const secure = await get("/page");
    expect(secure.body).toBe(
      page("8080")
        .replace("http://localhost:8080/a", `https://localhost:${port}/a`)
        .replace("http://sub.localhost/x", `https://sub.localhost:${port}/x`),
    );
    expect([secure.headers.etag, secure.headers["content-length"]]).toEqual([
      undefined,
      String(secure.body.length),
    ]);
    expect(await (await fetch(`${cloudflare.app}/page`)).text()).toBe(page("8080"));
    const cut = [
      "<b>1</b><img sr",
      'c="http://local',
      'host:80/x.png" alt="">',
      "<i>http://localhost/</i>",
    ];
    const parts = await get(
      `/parts?${cut.map((part) => `part=${encodeURIComponent(part)}`).join("&")}`,
    );
    expect(parts.body).toBe(
      `<b>1</b><img src="https://localhost:${port}/x.png" alt=""><i>http://localhost/</i>`,
    );
    await set("automatic_https_rewrites", "off");
    expect((await get("/page")).body).toBe(page("8080"));
    await set("automatic_https_rewrites", "on");
  });

  test("values that Cloudflare refuses are refused", async () => {
    await expect(set("browser_cache_ttl", 31)).rejects.toMatchObject({ status: 400 });
    await expect(set("min_tls_version", "1.4")).rejects.toMatchObject({ status: 400 });
  });
});

interface TlsOptions {
  readonly minVersion?: SecureVersion;
  readonly maxVersion?: SecureVersion;
  readonly ciphers?: string;
}

function tls(
  path: string,
  options: TlsOptions = {},
): Promise<{ statusCode: number; headers: Record<string, unknown>; body: string }> {
  return new Promise((resolve, reject) => {
    httpsRequest(`${cloudflare.appTls}${path}`, { ca, agent: false, ...options }, (answer) => {
      let body = "";
      answer.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      answer.once("end", () =>
        resolve({ statusCode: answer.statusCode ?? 0, headers: answer.headers, body }),
      );
    })
      .once("error", reject)
      .end();
  });
}
