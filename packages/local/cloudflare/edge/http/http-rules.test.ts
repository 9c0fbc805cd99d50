import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CloudflareTest, startCloudflareTest } from "../../api/testing.ts";

const source = `export default {
  async fetch(request) {
    const { url } = request;
    if (url.endsWith("/throws")) throw new Error("broken");
    if (url.endsWith("/read")) for await (const part of request.body) void part;
    return new Response(url.replace(/:[0-9]+/, ""));
  },
};`;

let cloudflare: CloudflareTest;
beforeAll(async () => {
  cloudflare = await startCloudflareTest();
  await cloudflare.deploy({ source });
});
afterAll(() => cloudflare.close());

/** Sends these bytes and returns the response's head and body. */
function raw(text: string): Promise<{ status: number; head: string; body: string }> {
  const { port } = new URL(cloudflare.app);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), "127.0.0.1");
    socket.write(Buffer.from(text, "utf8"));
    const chunks: Buffer[] = [];
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.once("error", reject);
    socket.once("close", () => {
      const [head = "", body = ""] = Buffer.concat(chunks).toString().split("\r\n\r\n");
      resolve({ status: Number(head.split(" ")[1]), head, body });
    });
  });
}

const get = (target: string, ...headers: string[]) =>
  raw(`GET ${target} HTTP/1.1\r\n${[...headers, "Connection: close"].join("\r\n")}\r\n\r\n`);

test.each([
  ["Host: localhost", "Host: other.localhost"],
  ["Host: localhost", "host: localhost"],
  ["Host: localhost, other.localhost"],
  ["Host: local host"],
  ["Host: localhost:port"],
  ["Host: localhost:65536"],
  ["Host: l\u00f6calhost"],
  ["Host: "],
])("%j is not a valid Host", async (...headers) => {
  expect((await get("/", ...headers)).status).toBe(400);
});

test.each([
  ["http://localhost/a", "Host: other.example", 200],
  ["http://other.example/a", "Host: localhost", 404],
  ["HTTP://LOCALHOST?q", "Host: other.example", 200],
])("%s with %s is served for the target's host", async (target, host, status) => {
  expect((await get(target, host)).status).toBe(status);
});

test.each(["gzip, chunked", "identity, chunked", "chunked;q=1"])(
  "Transfer-Encoding: %s is refused: the Worker would read coded bytes",
  async (coding) => {
    const request = `POST /read HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: ${coding}\r\nConnection: close\r\n\r\n0\r\n\r\n`;
    expect((await raw(request)).status).toBe(400);
  },
);

test("a name may end with a dot", async () => {
  for (const host of ["localhost.", "LOCALHOST."])
    expect((await get("/a", `Host: ${host}:80`)).body).toBe(
      `http://${host.toLowerCase().slice(0, -1)}/a`,
    );
  expect((await get("/", "Host: localhost..")).status).toBe(400);
});

test("a URL may have up to 16 KB", async () => {
  const url = (bytes: number) => `/${"a".repeat(bytes - 1)}`;
  expect((await get(url(16 * 1024), "Host: localhost")).status).toBe(200);
  expect((await get(url(16 * 1024 + 1), "Host: localhost")).status).toBe(414);
  expect((await get(`/?${"q".repeat(17_000)}`, "Host: localhost")).status).toBe(414);
});

test.each([
  ["TRACE / HTTP/1.1", 405],
  ["CONNECT localhost:80 HTTP/1.1", 405],
  ["GET / HTTP/2.0", 400],
  ["GET /a#b HTTP/1.1", 400],
  ["GET /a?q#b HTTP/1.1", 400],
])("%s is refused with %i", async (line, expected) => {
  const { status } = await raw(`${line}\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  expect(status).toBe(expected);
});

test("bytes above ASCII are refused in a path, as in a host", async () => {
  expect((await get("/\u00e9", "Host: localhost")).status).toBe(400);
});

test("an error page has one CF-Ray", async () => {
  for (const [target, host] of [
    ["/throws", "localhost"],
    ["/", "other.example"],
    ["/", "127.0.0.1"],
  ] as const) {
    const { status, head } = await get(target, `Host: ${host}`);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(head.match(/cf-ray/gi)).toHaveLength(1);
  }
});

async function http2(headers: Record<string, string>, body?: Buffer): Promise<number> {
  const session = connectHttp2(cloudflare.appTls, {
    rejectUnauthorized: false,
    maxSessionMemory: 300,
  });
  const stream = session.request(headers, { endStream: body === undefined });
  return new Promise<number>((resolve, reject) => {
    let status = 0;
    stream.once("response", (response) => {
      status = Number(response[":status"]);
      stream.resume();
    });
    stream.once("close", () => resolve(status));
    stream.once("error", reject);
    session.once("error", reject);
    if (body) stream.end(body);
  }).finally(() => session.destroy());
}

test("over HTTP/2, :authority names the host, whatever Host says", async () => {
  const localhost = new URL(cloudflare.appTls).host;
  const ask = (authority: string, host: string) =>
    http2({ ":path": "/", ":authority": authority, host });
  expect(await ask(localhost, "other.example")).toBe(200);
  expect(await ask("other.example", "localhost")).toBe(404);
});

test.each([
  ["told by its length", { "content-length": String(101 * 1024 * 1024) }],
  ["not told", {}],
])("a body over 100 MB is refused over HTTP/2 too (%s)", async (_how, headers) => {
  const body = Buffer.alloc(101 * 1024 * 1024);
  expect(await http2({ ":path": "/read", ":method": "POST", ...headers }, body)).toBe(413);
});
